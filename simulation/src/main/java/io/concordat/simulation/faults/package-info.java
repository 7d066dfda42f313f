/** What goes wrong, when, to whom, and how much of it may go wrong at once. */
@NullMarked
package io.concordat.simulation.faults;

import org.jspecify.annotations.NullMarked;
