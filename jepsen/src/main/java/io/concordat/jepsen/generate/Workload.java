package io.concordat.jepsen.generate;

import io.concordat.jepsen.model.Model;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What clients ask of an object, and what it answers. Stateless. */
public interface Workload<S> {
    Model<S> model();

    /** The next operation of a client. */
    Call call(Random random, long client);

    /** The answer in a state in which the operation is possible; null where there is nothing to say. */
    @Nullable
    Object answer(S state, Call call);

    /** An operation asked for. */
    record Call(String f, @Nullable Object argument, @Nullable Object key) {
        static Call of(String f, @Nullable Object argument) {
            return new Call(f, argument, null);
        }
    }
}
