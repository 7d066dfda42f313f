package io.concordat.services;

import io.concordat.api.Command;
import io.concordat.api.Outcome;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.state.MerkleState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One state machine called directly, as a link: what a group does, without the group. */
public final class TestMachine {
    public final MerkleState state = new MerkleState();
    public final List<Bytes> emitted = new ArrayList<>();
    public final StateMachine machine;

    public TestMachine(StateMachine machine) {
        this.machine = machine;
        machine.open(state);
    }

    public Bytes apply(Bytes bytes) {
        return machine.apply(command(bytes));
    }

    public ServiceLink link() {
        return ServiceLink.of(
                bytes -> CompletableFuture.completedFuture(new Outcome.Reply(apply(bytes))),
                bytes -> CompletableFuture.completedFuture(new Outcome.Reply(machine.query(new Query(bytes, 0, 1)))));
    }

    public Command command(Bytes bytes) {
        return new Command() {
            @Override
            public Bytes bytes() {
                return bytes;
            }

            @Override
            public Bytes session() {
                return Bytes.wrap(new byte[16]);
            }

            @Override
            public long number() {
                return 1;
            }

            @Override
            public long index() {
                return 1;
            }

            @Override
            public long clusterNanos() {
                return 7;
            }

            @Override
            public void emit(Bytes session, Bytes event) {
                emitted.add(event);
            }
        };
    }
}
