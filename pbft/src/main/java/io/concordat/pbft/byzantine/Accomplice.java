package io.concordat.pbft.byzantine;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Signer;
import java.util.function.Supplier;

/**
 * An enrolled client in league with a liar.
 *
 * @param commands what the state machine understands, another one each time
 */
public record Accomplice(Signer key, Supplier<Bytes> commands) {}
