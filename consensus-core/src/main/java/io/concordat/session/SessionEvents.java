package io.concordat.session;

import io.concordat.bytes.Bytes;
import java.util.List;

/**
 * Consecutive events of one session, numbered from {@code firstNumber}: what an EVENTS frame carries.
 *
 * @param session 16 bytes
 * @param clientKey the session's owner, 32 bytes: nobody else may be told
 */
public record SessionEvents(Bytes session, Bytes clientKey, long firstNumber, List<Bytes> events) {
    public SessionEvents {
        events = List.copyOf(events);
    }
}
