package io.concordat.services.lock.state;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.services.lock.LockCodec;
import io.concordat.services.lock.LockLimits;
import io.concordat.services.lock.LockPage;
import io.concordat.services.lock.LockPageCodec;
import io.concordat.services.lock.LockReply;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Locks by name: readers-writer locks and semaphores with one fair queue each, reentrant per owner, with fences,
 * deadlines in cluster time and exact detection of deadlocks. All state is keyed ({@link LockEntries}); what stands
 * beside it is derived.
 */
public final class Locks implements StateMachine {
    private final LockLimits limits;
    private @Nullable LockTable table;
    private @Nullable LockDesk desk;

    public Locks(LockLimits limits) {
        this.limits = limits;
    }

    /** Throws {@link IllegalArgumentException} when the state was not written by this machine. */
    @Override
    public void open(KeyedState own) {
        try {
            LockTable read = new LockTable(own);
            table = read;
            desk = new LockDesk(read, limits);
        } catch (MalformedException e) {
            throw new IllegalArgumentException("restored locks: " + e.getMessage(), e);
        }
    }

    @Override
    public Bytes apply(Command command) {
        LockReply reply;
        try {
            reply = desk().execute(LockCodec.decode(command.bytes(), limits), command);
        } catch (MalformedException e) {
            reply = new LockReply.Refused(command.clusterNanos(), ErrorCode.MALFORMED);
        }
        return LockCodec.encode(reply);
    }

    @Override
    public Bytes query(Query query) {
        LockPage page;
        try {
            page = new LockPages(table(), limits, query.clusterNanos())
                    .answer(LockPageCodec.decodeQuery(query.bytes(), limits.nameBytes()));
        } catch (MalformedException e) {
            page = new LockPage(List.of(), List.of(), false);
        }
        return LockPageCodec.encode(page);
    }

    @Override
    public void expire(Expiry due) {
        desk().expire(due);
    }

    @Override
    public long nextDeadline() {
        return table().nextDeadline();
    }

    @Override
    public void sessionEnded(Bytes session, Expiry at) {
        desk().sessionEnded(session, at);
    }

    private LockTable table() {
        return Objects.requireNonNull(table, "open comes first");
    }

    private LockDesk desk() {
        return Objects.requireNonNull(desk, "open comes first");
    }
}
