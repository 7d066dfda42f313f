/** Lies told beside the protocol: what a node's wires carry to clients. */
@NullMarked
package io.concordat.pbft.byzantine.wire;

import org.jspecify.annotations.NullMarked;
