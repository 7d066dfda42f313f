package io.concordat.simulation.workload;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.Arrays;
import java.util.TreeMap;

/** What registers mean, said once more without a state machine: every version of every register, by place. */
final class RegisterModel implements Workload.Model {
    private final TreeMap<Bytes, Versions> versions = new TreeMap<>();

    @Override
    public Bytes reply(long place, Bytes command, Bytes replied) {
        try {
            ByteReader in = new ByteReader(command);
            int kind = in.u8();
            Bytes key = in.raw(4);
            long value = in.u64();
            Versions register = versions.computeIfAbsent(key, k -> new Versions());
            long before = register.newest();
            if (kind == Registers.SET) {
                register.add(place, value);
                return Registers.number(before);
            }
            if (kind == Registers.ADD) {
                register.add(place, before + value);
                return Registers.number(before + value);
            }
            return kind == Registers.TELL ? Registers.number(value) : replied;
        } catch (MalformedException e) {
            throw new IllegalStateException("only the simulator's clients speak here", e);
        }
    }

    @Override
    public Bytes answer(long place, Bytes query, Bytes answered) {
        Versions register = versions.get(query);
        return Registers.number(register == null ? 0 : register.at(place));
    }

    /** One register over all places, which only grow. */
    private static final class Versions {
        private long[] places = new long[64];
        private long[] values = new long[64];
        private int size;

        void add(long place, long value) {
            if (size == places.length) {
                places = Arrays.copyOf(places, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            places[size] = place;
            values[size++] = value;
        }

        long newest() {
            return size == 0 ? 0 : values[size - 1];
        }

        /** What it held after {@code place}. */
        long at(long place) {
            int found = Arrays.binarySearch(places, 0, size, place);
            int last = found >= 0 ? found : -found - 2;
            return last < 0 ? 0 : values[last];
        }
    }
}
