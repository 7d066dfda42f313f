/**
 * The transport on Netty: framing, hello, TLS pinned to enrolled keys, lanes between nodes, and the port for clients.
 *
 * <p>Every byte that arrives is hostile until the frame's checksum, its connection's stage and its sender's role
 * have been
 * checked, in that order, and no length is believed before it has been compared with a limit.
 */
@NullMarked
package io.concordat.net.netty;

import org.jspecify.annotations.NullMarked;
