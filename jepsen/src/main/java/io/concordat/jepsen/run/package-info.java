/** A run: a cluster of real processes, clients, faults, a recorded history, and what it proves. */
@NullMarked
package io.concordat.jepsen.run;

import org.jspecify.annotations.NullMarked;
