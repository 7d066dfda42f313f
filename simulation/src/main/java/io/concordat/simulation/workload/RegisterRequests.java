package io.concordat.simulation.workload;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.simulation.time.SeededRandom;

/** Draws commands and queries for {@link Registers}; few registers, so that clients meet. */
final class RegisterRequests {
    private static final int REGISTERS = 5;

    private RegisterRequests() {}

    static Bytes command(SeededRandom random) {
        int draw = random.below(20);
        int kind = draw < 9 ? Registers.SET : draw < 17 ? Registers.ADD : draw < 19 ? Registers.TIMER : Registers.TELL;
        long value =
                switch (kind) {
                    case Registers.SET -> random.nextLong() >>> 1;
                    case Registers.ADD -> random.between(1, 100);
                    case Registers.TIMER -> random.between(1_000_000, 3_000_000_000L);
                    default -> random.nextLong() >>> 1;
                };
        return new ByteWriter(16)
                .u8(kind)
                .u32(random.below(REGISTERS))
                .u64(value)
                .toBytes();
    }

    static Bytes query(SeededRandom random) {
        return new ByteWriter(16).u32(random.below(REGISTERS)).toBytes();
    }
}
