package io.concordat.simulation.workload;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.Map;
import java.util.TreeMap;

/** What registers mean, said once more without a state machine: every version of every register, by place. */
final class RegisterModel implements Workload.Model {
    private final TreeMap<Bytes, TreeMap<Long, Long>> versions = new TreeMap<>();

    @Override
    public Bytes reply(long place, Bytes command, Bytes replied) {
        try {
            ByteReader in = new ByteReader(command);
            int kind = in.u8();
            Bytes key = in.raw(4);
            long value = in.u64();
            TreeMap<Long, Long> register = versions.computeIfAbsent(key, k -> new TreeMap<>());
            long before = register.isEmpty() ? 0 : register.lastEntry().getValue();
            if (kind == Registers.SET) {
                register.put(place, value);
                return Registers.number(before);
            }
            if (kind == Registers.ADD) {
                register.put(place, before + value);
                return Registers.number(before + value);
            }
            return kind == Registers.TELL ? Registers.number(value) : replied;
        } catch (MalformedException e) {
            throw new IllegalStateException("only the simulator's clients speak here", e);
        }
    }

    @Override
    public Bytes answer(long place, Bytes query, Bytes answered) {
        TreeMap<Long, Long> register = versions.get(query);
        Map.Entry<Long, Long> version = register == null ? null : register.floorEntry(place);
        return Registers.number(version == null ? 0 : version.getValue());
    }
}
