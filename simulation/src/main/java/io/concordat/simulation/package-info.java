/**
 * A whole cluster in one thread: the production replicas, log writers, sessions and clients on a seeded schedule,
 * with faults
 * within a budget, invariants after every event, and a phase in which everything must heal.
 *
 * <p>{@link io.concordat.simulation.Simulation} is the front door, for this project's protocols and for users' own
 * state
 * machines.
 */
@NullMarked
package io.concordat.simulation;

import org.jspecify.annotations.NullMarked;
