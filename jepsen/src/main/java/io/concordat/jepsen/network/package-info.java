/**
 * Links between processes that can be cut, slowed and broken without privileges: every connection runs through here.
 */
@NullMarked
package io.concordat.jepsen.network;

import org.jspecify.annotations.NullMarked;
