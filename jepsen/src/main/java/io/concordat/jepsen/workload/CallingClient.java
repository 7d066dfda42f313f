package io.concordat.jepsen.workload;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A client whose operations are single calls: one question, one answer. */
abstract class CallingClient implements WorkloadClient {
    /** What is asked for; {@code harmless} when it changes nothing, so that one without an answer never happened. */
    record Call(String f, @Nullable Object key, @Nullable Object value, boolean harmless) {}

    /** How a call ended. */
    sealed interface Answer {
        record Ok(@Nullable Object value) implements Answer {}

        record Refused(String why) implements Answer {}

        record Unknown(String why) implements Answer {}
    }

    abstract Call next(Random random);

    abstract List<Call> reads();

    abstract Answer perform(Call call) throws InterruptedException;

    @Override
    public void act(Scribe scribe, Random random) throws InterruptedException {
        scribe.breathe();
        record(scribe, next(random));
    }

    @Override
    public boolean readBack(Scribe scribe) throws InterruptedException {
        boolean all = true;
        for (Call call : reads()) {
            all &= record(scribe, call);
        }
        return all;
    }

    private boolean record(Scribe scribe, Call call) throws InterruptedException {
        Scribe.Open open = scribe.invoke(call.f(), call.key(), call.value());
        Answer answer;
        try {
            answer = perform(call);
        } catch (InterruptedException e) {
            open.unknown("interrupted");
            throw e;
        }
        if (answer instanceof Answer.Ok ok) {
            open.ok(ok.value());
            return true;
        }
        if (answer instanceof Answer.Refused refused) {
            open.fail(refused.why());
        } else if (call.harmless()) {
            open.fail(((Answer.Unknown) answer).why());
        } else {
            open.unknown(((Answer.Unknown) answer).why());
        }
        return false;
    }
}
