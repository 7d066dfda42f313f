/**
 * The client's half of the contract: find the leader, number the commands, retry within the deadline, and say
 * truthfully what became of each.
 *
 * <p>{@link io.concordat.client.ClusterClient} owns one loop, one connection per node and the guess who leads;
 * {@link io.concordat.client.ClientSession} is one identity with its numbered commands. Everything runs over
 * {@link io.concordat.net.ClientDialer}, so that the simulator runs these very classes in virtual time.
 */
@NullMarked
package io.concordat.client;

import org.jspecify.annotations.NullMarked;
