package io.concordat.cli.benchmarks;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.log.Bundle;
import io.concordat.log.GroupContext;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.services.counter.CounterCodec;
import io.concordat.services.counter.CounterCommand;
import java.util.ArrayList;
import java.util.List;

/** What a busy client sends: bundles of {@link #COMMANDS} counter commands with a payload of 256 bytes each. */
final class Work {
    static final int COMMANDS = 480;
    static final GroupContext CONTEXT = new GroupContext(Bytes.wrap(new byte[16]), 0, 1);
    static final Membership GENESIS =
            new Membership(1, List.of(new Member(1, Hash.of(Bytes.utf8("n1")).bytes())), List.of());

    final Ed25519Signer signer = new Ed25519Signer(Bytes.wrap(new byte[32]));
    final List<Bytes> commands = new ArrayList<>();
    private final Bytes nonce = Bytes.wrap(new byte[16]);
    private final Bundle.Identity identity = new Bundle.Identity(
            CONTEXT.cluster(), CONTEXT.group(), Bundle.sessionId(signer.publicKey(), nonce), signer.publicKey());

    Work() {
        for (int i = 0; i < COMMANDS; i++) {
            CounterCommand add = new CounterCommand.Add(Bytes.utf8("counter-" + i % 16), 1);
            commands.add(CounterCodec.encode(add, Bytes.wrap(new byte[256])));
        }
    }

    Bundle open() {
        return Bundle.open(identity, nonce, 3_600_000_000_000L, signer::sign);
    }

    /** All earlier replies acknowledged, so that a machine keeps but the last ones. */
    Bundle bundle(long first) {
        return Bundle.commands(identity, first, commands, first - 1, 0, signer::sign);
    }
}
