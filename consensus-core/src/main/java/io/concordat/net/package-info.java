/**
 * What travels between nodes, and between nodes and clients, and the contracts of those who carry it. The carrier for
 * sockets is a module of its own; here is the one for nodes and clients that share a process.
 */
@NullMarked
package io.concordat.net;

import org.jspecify.annotations.NullMarked;
