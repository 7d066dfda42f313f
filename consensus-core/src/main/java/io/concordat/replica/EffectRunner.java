package io.concordat.replica;

import io.concordat.log.LogEntry;
import io.concordat.protocol.Effect;
import io.concordat.protocol.Event;
import io.concordat.record.LogWriter;
import io.concordat.record.RecordLog;
import io.concordat.record.StorageException;
import io.concordat.runtime.Invariant;
import io.concordat.runtime.Loop;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what a protocol asks for, in its order: the one place that knows every effect. Confined to the loop. */
final class EffectRunner {
    private static final Logger LOG = LoggerFactory.getLogger(EffectRunner.class);

    private final Stages stages;
    private final Answers answers;
    private final Accusations accusations = new Accusations();
    private long lastWrite;

    /** Where effects go. */
    record Stages(
            Outbox outbox,
            LogWriter writer,
            RecordLog log,
            LogWriter.Listener written,
            Cursors cursors,
            Applier applier,
            ReadGate reads,
            Loop readLoop,
            SnapshotDesk snapshots) {}

    /** What concerns the replica itself. Called within a step: must not step again. */
    interface Answers {
        void accepted(Effect.Accepted accepted);

        void refused(long proposalId);

        void intake(Effect.Intake intake);

        void adminDone(Effect.AdminDone done);

        void roleChanged(Effect.RoleChanged change);

        /** Any thread. */
        void tell(Event event);

        int leader();

        void failed(String reason);
    }

    EffectRunner(Stages stages, Answers answers) {
        this.stages = stages;
        this.answers = answers;
    }

    /** Returns the name of the write among {@code effects}, 0 if there is none. */
    long run(List<Effect> effects) {
        lastWrite = 0;
        for (Effect effect : effects) {
            if (!toDiskOrPeers(effect) && !toClients(effect)) {
                unusual(effect);
            }
        }
        return lastWrite;
    }

    private boolean toDiskOrPeers(Effect effect) {
        if (effect instanceof Effect.Send send) {
            stages.outbox().send(send.to(), send.message(), send.afterSeq());
        } else if (effect instanceof Effect.Write write) {
            lastWrite = write.write().ioSeq();
            stages.cursors().submitted(write.write());
            stages.snapshots().submitted(write.write());
            stages.writer().submit(stages.log(), write.write(), stages.written());
        } else if (effect instanceof Effect.ReadLog read) {
            read(() -> {
                List<LogEntry> entries = stages.log().read(read.from(), read.to(), read.maxBytes());
                return new Event.LogRead(read.token(), entries);
            });
        } else if (effect instanceof Effect.ReadRecords read) {
            read(() -> new Event.RecordsRead(
                    read.token(), stages.log().records(read.kind(), read.from(), read.to(), read.maxBytes())));
        } else {
            return false;
        }
        return true;
    }

    private boolean toClients(Effect effect) {
        if (effect instanceof Effect.Apply apply) {
            stages.cursors().applying(apply.entries());
            stages.applier().apply(apply.entries());
        } else if (effect instanceof Effect.Accepted accepted) {
            answers.accepted(accepted);
        } else if (effect instanceof Effect.Refused refused) {
            answers.refused(refused.proposalId());
        } else if (effect instanceof Effect.Intake intake) {
            answers.intake(intake);
        } else if (effect instanceof Effect.ServeRead serve) {
            List<ReadGate.Waiting> queries = stages.reads().serve(serve.readId());
            if (!queries.isEmpty()) {
                stages.applier().read(serve.index(), queries);
            }
        } else if (effect instanceof Effect.RefuseRead refuse) {
            stages.reads().refuse(refuse.readId(), answers.leader());
        } else {
            return false;
        }
        return true;
    }

    private void unusual(Effect effect) {
        if (effect instanceof Effect.RoleChanged change) {
            answers.roleChanged(change);
        } else if (effect instanceof Effect.AdminDone done) {
            LOG.info("an operator's wish {}: {}", done.requestId(), done.outcome());
            answers.adminDone(done);
        } else if (effect instanceof Effect.Accuse accuse) {
            accusations.heard(accuse);
        } else if (effect instanceof Effect.Dropped dropped) {
            accusations.heard(dropped);
        } else if (effect instanceof Effect.Fatal fatal) {
            answers.failed(fatal.reason());
        } else if (!stages.snapshots().run(effect, lastWrite)) {
            throw new Invariant.Violation("nobody can carry out " + effect);
        }
    }

    /** Something to be found in the log. */
    private interface Reading {
        Event read() throws StorageException;
    }

    private void read(Reading reading) {
        stages.readLoop().execute(() -> {
            try {
                answers.tell(reading.read());
            } catch (StorageException | RuntimeException e) {
                answers.failed("the log cannot be read: " + e.getMessage());
            }
        });
    }
}
