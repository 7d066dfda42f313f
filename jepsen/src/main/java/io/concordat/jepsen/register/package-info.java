/**
 * A register service that Concordat itself does not have: mounted for runs by its name and the jar it is in, as any
 * user mounts a state machine.
 */
@NullMarked
package io.concordat.jepsen.register;

import org.jspecify.annotations.NullMarked;
