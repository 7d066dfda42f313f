/** Signatures, and the envelope that says what a peer's signature is bound to. */
@NullMarked
package io.concordat.crypto;

import org.jspecify.annotations.NullMarked;
