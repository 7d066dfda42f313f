package io.concordat.protocol;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.log.LogEntry;
import org.jspecify.annotations.Nullable;

/**
 * What of a protocol's records is proof to somebody who trusts nobody: what certifies a log entry, what the member
 * itself has signed, what shows that another one lied. For whoever checks a directory or a receipt with the members'
 * keys alone. Stateless, thread-safe; what is judged may be hostile.
 */
public interface ProofRules {
    /** Of a protocol whose log proves nothing to third parties. */
    ProofRules NONE = new ProofRules() {
        @Override
        public boolean certifies() {
            return false;
        }

        @Override
        public Examination examine(Witnesses witnesses, int self, LogTail boundary) {
            throw new UnsupportedOperationException("nothing is certified");
        }

        @Override
        public @Nullable String flaw(Witnesses witnesses, long index, Hash digest, Bytes certificate) {
            return "this protocol certifies nothing";
        }

        @Override
        public Evidence evidence(Bytes payload) throws MalformedException {
            throw new MalformedException("this protocol keeps no evidence");
        }

        @Override
        public @Nullable String flaw(Witnesses witnesses, Evidence evidence) {
            return "this protocol keeps no evidence";
        }
    };

    /** Whether every log entry but the first has a certificate beside it. */
    boolean certifies();

    /**
     * Begins to check one group's records.
     *
     * @param self whose directory it is
     * @param boundary the entry before the first one held
     */
    Examination examine(Witnesses witnesses, int self, LogTail boundary);

    /** Why {@code certificate} does not prove that the group agreed on this digest at this index, or null. */
    @Nullable
    String flaw(Witnesses witnesses, long index, Hash digest, Bytes certificate);

    /** What the payload of an {@link RecordKind#EVIDENCE} record says; nothing is checked but its form. */
    Evidence evidence(Bytes payload) throws MalformedException;

    /** Why this proves no lie, or null. */
    @Nullable
    String flaw(Witnesses witnesses, Evidence evidence);

    /** One group's records under examination. First come the records, then the entries, then the end. */
    interface Examination {
        /** What is wrong with an own word or a piece of evidence, or null. In any order, from one thread. */
        @Nullable
        String record(RecordOp.Put record);

        /** What is wrong with an entry's certificate (null when there is none), or null. From any threads. */
        @Nullable
        String entry(LogEntry entry, RecordOp.@Nullable Put certificate);

        /** What is wrong with a whole snapshot that is kept, or null. */
        @Nullable
        String snapshot(SnapshotId snapshot);

        /** What is missing where the log ends, or null. */
        @Nullable
        String end(LogTail tail);
    }
}
