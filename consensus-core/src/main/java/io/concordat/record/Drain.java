package io.concordat.record;

import io.concordat.protocol.LogWrite;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Everything one synced write carries, and who has yet to hear of it. */
final class Drain {
    /** One replica's write and whom to tell. */
    record Submission(RecordLog log, LogWrite write, LogWriter.Listener listener) {}

    private final List<Submission> unreported;
    private final Set<RecordLog> promising = new LinkedHashSet<>();

    Drain(List<Submission> submissions) {
        unreported = new ArrayList<>(submissions);
        for (Submission s : submissions) {
            if (s.write().hardState() != null) {
                promising.add(s.log());
            }
        }
    }

    List<KeyValueStore.Change> changes() {
        List<KeyValueStore.Change> changes = new ArrayList<>();
        unreported.forEach(s -> s.log().encode(s.write(), changes));
        return changes;
    }

    /** The logs whose watermark must be synced too before this drain counts: those that carry a hard state. */
    Set<RecordLog> promising() {
        return promising;
    }

    /** The log is synced: tells those who wait for nothing else. */
    Set<RecordLog> logSynced() {
        Set<RecordLog> changed = new LinkedHashSet<>();
        for (Submission s : unreported) {
            s.log().synced(s.write());
            changed.add(s.log());
        }
        for (Iterator<Submission> all = unreported.iterator(); all.hasNext(); ) {
            Submission s = all.next();
            if (!promising.contains(s.log())) {
                all.remove();
                s.listener().written(s.write().ioSeq());
            }
        }
        return changed;
    }

    void allSynced() {
        unreported.forEach(s -> s.listener().written(s.write().ioSeq()));
        unreported.clear();
    }

    void failed(String reason) {
        unreported.forEach(s -> s.listener().failed(s.write().ioSeq(), reason));
        unreported.clear();
    }
}
