/**
 * The front door. A program that embeds a node needs {@link io.concordat.Concordat}, a
 * {@link io.concordat.api.StateMachine} of its own, and five lines:
 *
 * <pre>{@code
 * NodeBuilder a = Concordat.node(Path.of("data")).raft("a=127.0.0.1:7400").host("main", new MyMachine());
 * try (Node node = a.start()) {
 *   Outcome out = node.group("main").submit(bytes).get(5, SECONDS);
 * }
 * }</pre>
 *
 * <p>Behind it, in the order of a command's way: {@code client} numbers it and finds the leader, {@code net} carries
 * it, {@code replica} admits it to a batch and drives the protocol, {@code protocol} is the seam Raft and PBFT are
 * written against, {@code record} makes it durable, {@code machine} executes it exactly once over the {@code state}
 * and the {@code session} it belongs to, and {@code api} is what the user sees of all this.
 */
@NullMarked
package io.concordat;

import org.jspecify.annotations.NullMarked;
