package io.concordat.machine;

import io.concordat.api.View;
import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;

/**
 * What the group's state says about itself, under its root like everything else.
 *
 * @param index the last batch executed; 0 for none
 * @param chain a hash over all batches executed so far, in order: equal states with different pasts stay apart
 */
record GroupFacts(long index, long effectiveNanos, Hash chain) {
    static final Bytes KEY = Bytes.wrap(new byte[] {0, 'm'});
    static final Bytes CONFIGURATION_KEY = Bytes.wrap(new byte[] {0, 'c'});
    static final GroupFacts NONE = new GroupFacts(0, 0, Hash.ZERO);

    private static final int VERSION = 1;
    private static final int LENGTH = 49;
    private static final Bytes DOMAIN = Bytes.utf8("concordat/executed/1\n");

    static GroupFacts read(View state) throws MalformedException {
        Bytes encoded = state.get(KEY);
        if (encoded == null) {
            return NONE;
        }
        ByteReader in = new ByteReader(encoded);
        int version = in.u8();
        GroupFacts facts = new GroupFacts(in.u64(), in.u64(), new Hash(in.raw(Hash.LENGTH)));
        in.end();
        if (version != VERSION || facts.index <= 0 || facts.effectiveNanos < 0) {
            throw new MalformedException("group facts version " + version + ", index " + facts.index);
        }
        return facts;
    }

    GroupFacts after(long nextIndex, long nextNanos, Hash entryHash) {
        return new GroupFacts(nextIndex, nextNanos, Hash.of(DOMAIN, chain.bytes(), entryHash.bytes()));
    }

    Bytes encode() {
        return new ByteWriter(LENGTH)
                .u8(VERSION)
                .u64(index)
                .u64(effectiveNanos)
                .raw(chain.bytes())
                .toBytes();
    }
}
