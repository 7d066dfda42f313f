/** The lock commands. */
@NullMarked
package io.concordat.cli.lock;

import org.jspecify.annotations.NullMarked;
