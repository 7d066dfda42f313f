package io.concordat.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.config.Limits;
import io.concordat.log.Batch;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.log.LogChain;
import io.concordat.log.LogEntry;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.state.MerkleState;
import java.util.List;

/** A group of one machine, driven batch by batch; the genesis entry is applied already. */
final class TestGroup {
    static final GroupContext CONTEXT = new GroupContext(Bytes.wrap(new byte[16]), 3, 1);
    static final Membership GENESIS =
            new Membership(1, List.of(new Member(1, Hash.of(Bytes.utf8("n1")).bytes())), List.of());

    final Journal journal = new Journal();
    final GroupMachine machine;
    private final Limits limits;
    private LogEntry last = LogChain.genesis(CONTEXT, GENESIS);

    TestGroup(Limits limits) {
        this.limits = limits;
        machine = new GroupMachine(CONTEXT, limits, journal);
        machine.apply(last);
    }

    TestGroup() {
        this(Limits.DEFAULTS);
    }

    static TestClient client(String name) {
        return new TestClient(CONTEXT, name);
    }

    LogEntry entry(long nanos, Bundle... bundles) {
        Batch batch = Batch.of(last.index() + 1, nanos, 0, List.of(bundles));
        last = LogChain.append(last.hash(), 1, batch, CONTEXT);
        return last;
    }

    Applied batch(long nanos, Bundle... bundles) {
        return machine.apply(entry(nanos, bundles));
    }

    /** The one bundle's result, in words: replies and refusals' codes joined, or the error's code. */
    String run(long nanos, Bundle bundle) {
        return words(batch(nanos, bundle).results().get(0));
    }

    static String words(BundleResult result) {
        if (result.error() != null) {
            return result.error().name();
        }
        StringBuilder words = new StringBuilder();
        long number = result.firstNumber();
        for (CommandResult command : result.commands()) {
            assertThat(command.number()).isEqualTo(number++);
            String text =
                    command.bytes().length() > 200 ? "big" : command.bytes().toUtf8();
            words.append(words.length() == 0 ? "" : " ").append(command.refused() ? text.split(" ")[0] : text);
        }
        return words.toString();
    }

    /** A machine that knows nothing but the keyed state of this one. */
    GroupMachine restored(Journal into) throws Exception {
        MerkleState copy = new MerkleState();
        machine.freeze().view().scan(Bytes.EMPTY, Bytes.EMPTY, (key, value) -> {
            copy.put(key, value);
            return true;
        });
        return GroupMachine.restore(CONTEXT, limits, into, copy, null);
    }
}
