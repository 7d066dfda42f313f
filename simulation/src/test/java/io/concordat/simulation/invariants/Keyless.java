package io.concordat.simulation.invariants;

import io.concordat.bytes.Bytes;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import java.util.List;
import java.util.stream.IntStream;

/** Members whom nobody asks for signatures. */
final class Keyless {
    private Keyless() {}

    static Membership members(int count) {
        return new Membership(
                0,
                IntStream.rangeClosed(1, count)
                        .mapToObj(n -> new Member(n, Bytes.wrap(new byte[32])))
                        .toList(),
                List.of());
    }
}
