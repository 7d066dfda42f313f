package io.concordat.session;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;

/**
 * A cached reply, as it was given to whoever owns {@code clientKey}.
 *
 * @param commandHash the first bytes of the command's hash
 * @param refused whether {@code bytes} are "CODE message" rather than the state machine's reply
 */
public record KeptReply(Bytes clientKey, Bytes commandHash, boolean refused, Bytes bytes) {
    public boolean answers(Bytes command) {
        return Hash.of(command).bytes().slice(0, commandHash.length()).equals(commandHash);
    }
}
