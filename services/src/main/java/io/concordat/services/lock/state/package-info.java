/** The lock table as a deterministic state machine. */
@NullMarked
package io.concordat.services.lock.state;

import org.jspecify.annotations.NullMarked;
