/** A refutation drawn so that a person understands it. */
@NullMarked
package io.concordat.jepsen.evidence;

import org.jspecify.annotations.NullMarked;
