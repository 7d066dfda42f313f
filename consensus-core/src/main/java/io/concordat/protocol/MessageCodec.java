package io.concordat.protocol;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.config.Limits;
import io.concordat.crypto.BadSignatureException;
import io.concordat.log.GroupContext;

/**
 * Decodes a protocol's messages. Called off the loop, on any thread: must be stateless. Does all the work that needs no
 * state: lengths, batches, payload against the digests and hashes in the body. Input is hostile.
 */
public interface MessageCodec {
    Message decode(GroupContext context, int kind, long term, long index, Bytes body, Bytes payload, Limits limits)
            throws MalformedException, BadSignatureException;
}
