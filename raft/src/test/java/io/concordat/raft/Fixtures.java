package io.concordat.raft;

import io.concordat.bytes.Bytes;
import io.concordat.log.GroupContext;
import io.concordat.membership.Member;
import io.concordat.membership.Membership;
import io.concordat.protocol.ProtocolStart.ConfigurationAt;
import java.util.List;
import java.util.stream.IntStream;

/** The group all tests speak of. */
final class Fixtures {
    static final GroupContext CONTEXT = new GroupContext(Bytes.wrap(new byte[16]), 0, 1);

    private Fixtures() {}

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
