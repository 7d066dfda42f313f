/**
 * Replicas that lie on purpose: each behaviour of the catalogue B1..B20, and small mutations of valid messages, as a
 * decorator on an honest replica. The same classes run in the simulator and in a node's process. Nothing here is in an
 * honest node's way: only a host that was turned runs any of it.
 */
@NullMarked
package io.concordat.pbft.byzantine;

import org.jspecify.annotations.NullMarked;
