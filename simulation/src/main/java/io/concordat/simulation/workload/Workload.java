package io.concordat.simulation.workload;

import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.simulation.time.SeededRandom;
import java.util.function.Supplier;

/**
 * What is run on the cluster and what is asked of it.
 *
 * @param machine a fresh state machine, one per life of a replica
 * @param command the bytes of some command
 * @param query the bytes of some query
 * @param model judges replies and answers by knowing what they must be
 */
public record Workload(Supplier<StateMachine> machine, Source command, Source query, Supplier<Model> model) {
    /** Draws bytes. */
    public interface Source {
        Bytes next(SeededRandom random);
    }

    /** An independent opinion about what the committed order means. Fed and asked from one thread. */
    public interface Model {
        /** Knows nothing and accepts everything: replicas are then only compared with each other. */
        Model NONE = new Model() {
            @Override
            public Bytes reply(long place, Bytes command, Bytes replied) {
                return replied;
            }

            @Override
            public Bytes answer(long place, Bytes query, Bytes answered) {
                return answered;
            }
        };

        /**
         * The next command of the committed order, and what the replica replied; returns what it should have
         * replied.
         */
        Bytes reply(long place, Bytes command, Bytes replied);

        /** What {@code query} should have answered on the state right after {@code place}. */
        Bytes answer(long place, Bytes query, Bytes answered);
    }

    /** The simulator's own machine, which leaves no feature unused. */
    public static Workload registers() {
        return new Workload(Registers::new, RegisterRequests::command, RegisterRequests::query, RegisterModel::new);
    }

    /** A user's machine: replicas must agree with each other, and their order with real time. */
    public static Workload of(Supplier<StateMachine> machine, Source command, Source query) {
        return new Workload(machine, command, query, () -> Model.NONE);
    }
}
