package io.concordat.membership;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who belongs to a group, in which configuration epoch, and whose bundles it accepts. It is itself part of the log, so
 * its encoding is canonical: members by number, clients by key.
 */
public record Membership(long epoch, List<Member> members, List<Bytes> clientKeys) {
    private static final int MOST = 1_024;

    public Membership {
        members = members.stream().sorted(Comparator.comparingInt(Member::node)).toList();
        clientKeys = clientKeys.stream().sorted().toList();
        for (int i = 1; i < members.size(); i++) {
            if (members.get(i - 1).node() == members.get(i).node()) {
                throw new IllegalArgumentException("node " + members.get(i).node() + " appears twice");
            }
        }
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a group has at least one member");
        }
    }

    public Optional<Member> member(int node) {
        return members.stream().filter(m -> m.node() == node).findFirst();
    }

    public boolean contains(int node) {
        return member(node).isPresent();
    }

    public Bytes encode() {
        ByteWriter out = new ByteWriter(16 + 40 * (members.size() + clientKeys.size()));
        out.u64(epoch).u32(members.size());
        members.forEach(m -> out.u32(m.node()).raw(m.publicKey()));
        out.u32(clientKeys.size());
        clientKeys.forEach(out::raw);
        return out.toBytes();
    }

    public static Membership decode(Bytes encoded) throws MalformedException {
        ByteReader in = new ByteReader(encoded);
        long epoch = in.u64();
        int size = bounded(in.count(36));
        List<Member> members = new ArrayList<>(size);
        try {
            for (int i = 0; i < size; i++) {
                members.add(new Member(in.u32(), in.raw(32)));
            }
            int clients = bounded(in.count(32));
            List<Bytes> clientKeys = new ArrayList<>(clients);
            for (int i = 0; i < clients; i++) {
                clientKeys.add(in.raw(32));
            }
            in.end();
            return new Membership(epoch, members, clientKeys);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("membership: " + e.getMessage(), e);
        }
    }

    private static int bounded(int count) throws MalformedException {
        if (count > MOST) {
            throw new MalformedException("membership lists " + count + " keys, the limit is " + MOST);
        }
        return count;
    }
}
