/**
 * A network that loses, repeats, delays, reorders and cuts, and knows the difference between a dead process and a
 * dead wire.
 */
@NullMarked
package io.concordat.simulation.network;

import org.jspecify.annotations.NullMarked;
