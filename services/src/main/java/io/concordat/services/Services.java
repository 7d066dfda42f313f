package io.concordat.services;

import io.concordat.api.Command;
import io.concordat.api.Expiry;
import io.concordat.api.KeyedState;
import io.concordat.api.Query;
import io.concordat.api.StateMachine;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Several state machines as one, each under a name: commands and queries begin with it ({@link ServiceName}), state
 * and events
 * are kept apart by it. Which services there are is part of what a group agrees on: mounting differently makes
 * replicas differ.
 */
public final class Services implements StateMachine {
    private final TreeMap<Bytes, StateMachine> mounted = new TreeMap<>();
    private final String names;

    /** Throws {@link IllegalArgumentException} for a name that is empty or longer than 255 bytes. */
    public Services(SortedMap<String, ? extends StateMachine> byName) {
        byName.forEach((name, machine) -> mounted.put(ServiceName.prefix(name), machine));
        this.names = String.join(", ", byName.keySet());
    }

    @Override
    public void open(KeyedState state) {
        mounted.forEach((prefix, machine) -> machine.open(state.scoped(prefix)));
    }

    @Override
    public Bytes apply(Command command) {
        Bytes prefix = prefixOf(command.bytes());
        StateMachine machine = prefix == null ? null : mounted.get(prefix);
        if (prefix == null || machine == null) {
            return unknown(prefix);
        }
        Bytes own = ServiceName.rest(command.bytes(), prefix);
        return ServiceReply.answered(machine.apply(new MountedCommand(command, prefix, own)));
    }

    @Override
    public Bytes query(Query query) {
        Bytes prefix = prefixOf(query.bytes());
        StateMachine machine = prefix == null ? null : mounted.get(prefix);
        if (prefix == null || machine == null) {
            return unknown(prefix);
        }
        Bytes own = ServiceName.rest(query.bytes(), prefix);
        return ServiceReply.answered(machine.query(new Query(own, query.clusterNanos(), query.index())));
    }

    private static @Nullable Bytes prefixOf(Bytes marked) {
        try {
            return ServiceName.prefixOf(marked);
        } catch (MalformedException e) {
            return null;
        }
    }

    private Bytes unknown(@Nullable Bytes prefix) {
        String wanted = prefix == null
                ? "no service's name"
                : "\"" + prefix.slice(1, prefix.length() - 1).toUtf8() + "\"";
        return ServiceReply.noService("the group mounts " + names + ", the request says " + wanted);
    }

    /** Runs those whose deadline comes first, so that deadlines keep their order across services. */
    @Override
    public void expire(Expiry due) {
        long first = nextDeadline();
        mounted.forEach((prefix, machine) -> {
            if (machine.nextDeadline() <= first) {
                machine.expire(MountedCommand.outside(due, prefix));
            }
        });
    }

    @Override
    public long nextDeadline() {
        long first = Long.MAX_VALUE;
        for (StateMachine machine : mounted.values()) {
            first = Math.min(first, machine.nextDeadline());
        }
        return first;
    }

    @Override
    public boolean brief(Bytes request) {
        Bytes prefix = prefixOf(request);
        StateMachine machine = prefix == null ? null : mounted.get(prefix);
        return prefix != null && (machine == null || machine.brief(ServiceName.rest(request, prefix)));
    }

    @Override
    public void sessionEnded(Bytes session, Expiry at) {
        mounted.forEach((prefix, machine) -> machine.sessionEnded(session, MountedCommand.outside(at, prefix)));
    }

    @Override
    public @Nullable Frozen freeze() {
        TreeMap<Bytes, Frozen> structures = new TreeMap<>();
        for (Map.Entry<Bytes, StateMachine> entry : mounted.entrySet()) {
            Frozen structure = entry.getValue().freeze();
            if (structure != null) {
                structures.put(entry.getKey(), structure);
            }
        }
        return structures.isEmpty() ? null : new MountedStructures(structures);
    }

    @Override
    public void restore(InputStream from) throws IOException {
        MountedStructures.read(from, (prefix, structure) -> {
            StateMachine machine = mounted.get(prefix);
            if (machine == null) {
                throw new IOException("a snapshot holds service " + prefix + ", which is not mounted");
            }
            machine.restore(structure);
        });
    }
}
