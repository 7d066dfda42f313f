/** The files of a cluster, a node and a client: read, checked, written; and the registry of every key in them. */
@NullMarked
package io.concordat.node.config;

import org.jspecify.annotations.NullMarked;
