/**
 * Batch in, results out: cluster time, sessions and the user's state machine as one deterministic machine.
 */
@NullMarked
package io.concordat.machine;

import org.jspecify.annotations.NullMarked;
