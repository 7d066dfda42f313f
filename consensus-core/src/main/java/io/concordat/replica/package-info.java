/** Drives any protocol: events in, effects out, and everything around them that a group needs to run. */
@NullMarked
package io.concordat.replica;

import org.jspecify.annotations.NullMarked;
