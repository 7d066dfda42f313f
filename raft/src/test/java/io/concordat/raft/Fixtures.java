package io.concordat.raft;

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
import io.concordat.protocol.ProtocolStart.ConfigurationAt;
import java.util.List;
import java.util.stream.IntStream;

/** The group all tests speak of. */
final class Fixtures {
    static final GroupContext CONTEXT = new GroupContext(Bytes.wrap(new byte[16]), 0, 1);

    /** Bounds so small that windows fill, caches overflow and the disk is read. */
    static final Limits SMALL = new Limits(
            4096, 1 << 20, 1 << 20, 1 << 18, 1000, 300, 600, 150, 1 << 20, 1 << 20, 1 << 20, 10, 10, 10, 10, 4096, 4096,
            100, 256, 1 << 20, 1 << 20, 100, 10);

    private Fixtures() {}

    /** An entry at {@code index} after {@code previous}; {@code mark} tells entries of one place apart. */
    static LogEntry entry(Hash previous, long index, long term, long mark) {
        return LogChain.append(previous, term, Batch.of(index, mark, mark, List.of()), CONTEXT);
    }

    /** One that brings commands of a client. */
    static Bundle bundle() {
        Bytes any = Bytes.wrap(new byte[16]);
        Bundle.Identity from = new Bundle.Identity(any, 0, any, Bytes.wrap(new byte[32]));
        return Bundle.commands(from, 1, List.of(Bytes.utf8("command")), 0, 0, header -> Bytes.EMPTY);
    }

    static Membership members(int size) {
        List<Member> members = IntStream.rangeClosed(1, size)
                .mapToObj(n -> new Member(n, Bytes.wrap(new byte[32])))
                .toList();
        return new Membership(1, members, List.of());
    }

    static List<ConfigurationAt> genesis(int size) {
        return List.of(new ConfigurationAt(1, members(size)));
    }
}
