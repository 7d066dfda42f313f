/** What must be true after every event. Each rule stands alone and is fed plain facts. */
@NullMarked
package io.concordat.simulation.invariants;

import org.jspecify.annotations.NullMarked;
