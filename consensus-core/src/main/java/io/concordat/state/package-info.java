/**
 * Canonical keyed state: an ordered map of bytes whose Merkle root depends on its content alone, with frozen views in
 * O(1).
 */
@NullMarked
package io.concordat.state;

import org.jspecify.annotations.NullMarked;
