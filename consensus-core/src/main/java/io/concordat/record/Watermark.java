package io.concordat.record;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.protocol.HardState;
import io.concordat.protocol.LogTail;
import io.concordat.runtime.Invariant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a replica knows to be on its disk, kept apart from the log: the log alone cannot tell that its tail was lost
 * (reliability.md §2.3, measured). Fills one slot of a {@link SlotFile}: magic u32, version u8, amnesia u8, cluster
 * 16, group u32, node u32, sequence u64, boot counter u64, term u64, vote u32, last index u64, last term u64, last
 * hash 32, settled boot u64, number of own starts u8 and the incarnation u64 of each, number of peers u8 and for each
 * node u32, boot counter u64, incarnation u64, zeros, and CRC32C u32 in the last four bytes, over the whole slot.
 *
 * @param sequence the later of two intact slots counts
 * @param met the latest start of each peer this replica has met: a peer whose disk was put back is told by it
 * @param amnesia the replica had lost its memory and has not yet learned from its peers that it may promise again
 */
record Watermark(
        Owner owner,
        long sequence,
        Lineage lineage,
        HardState hardState,
        LogTail tail,
        boolean amnesia,
        List<SeenLife> met) {
    /** As many as fit a slot; of a larger group some peers' rollbacks are noticed only by those who did not restart. */
    static final int MOST_MET = 12;

    private static final int MAGIC = 0x434f4e57;
    private static final int VERSION = 1;
    private static final int CRC_AT = SlotFile.SLOT_BYTES - 4;

    Watermark {
        met = List.copyOf(met);
        Invariant.check(met.size() <= MOST_MET, "more peers than a slot holds");
    }

    long bootCounter() {
        return lineage.boot();
    }

    Bytes encode() {
        ByteWriter out = new ByteWriter(SlotFile.SLOT_BYTES)
                .u32(MAGIC)
                .u8(VERSION)
                .u8(amnesia ? 1 : 0)
                .raw(owner.cluster())
                .u32(owner.group())
                .u32(owner.node())
                .u64(sequence)
                .u64(lineage.boot())
                .u64(hardState.term())
                .u32(hardState.vote())
                .u64(tail.index())
                .u64(tail.term())
                .raw(tail.hash().bytes())
                .u64(lineage.settled())
                .u8(lineage.incarnations().size());
        lineage.incarnations().forEach(out::u64);
        out.u8(met.size());
        met.forEach(life -> out.u32(life.node()).u64(life.boot()).u64(life.incarnation()));
        Bytes content = out.raw(Bytes.wrap(new byte[CRC_AT - out.size()])).toBytes();
        return new ByteWriter(SlotFile.SLOT_BYTES)
                .raw(content)
                .u32(RecordFormat.crc(content))
                .toBytes();
    }

    static Watermark decode(Bytes slot) throws MalformedException {
        ByteReader in = checked(slot);
        int version = in.u8();
        if (version != VERSION) {
            throw new MalformedException("watermark version " + version + ", this build reads " + VERSION);
        }
        boolean amnesia = in.u8() != 0;
        Owner owner = new Owner(in.raw(16), in.u32(), in.u32());
        long sequence = in.u64();
        long boots = in.u64();
        HardState hardState = new HardState(in.u64(), in.u32());
        long index = in.u64();
        long term = in.u64();
        LogTail tail = new LogTail(term, index, new Hash(in.raw(Hash.LENGTH)));
        Lineage lineage = new Lineage(boots, in.u64(), incarnations(in));
        int peers = in.u8();
        if (peers > MOST_MET) {
            throw new MalformedException("a watermark of " + peers + " peers");
        }
        List<SeenLife> met = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            met.add(new SeenLife(in.u32(), in.u64(), in.u64()));
        }
        return new Watermark(owner, sequence, lineage, hardState, tail, amnesia, met);
    }

    private static List<Long> incarnations(ByteReader in) throws MalformedException {
        int starts = in.u8();
        if (starts > Lineage.MOST) {
            throw new MalformedException("a watermark of " + starts + " starts");
        }
        List<Long> incarnations = new ArrayList<>();
        for (int i = 0; i < starts; i++) {
            incarnations.add(in.u64());
        }
        return incarnations;
    }

    /** Whether the slot is undamaged and was written by a later format. */
    static boolean isNewer(Bytes slot) {
        try {
            return checked(slot).u8() > VERSION;
        } catch (MalformedException e) {
            return false;
        }
    }

    private static ByteReader checked(Bytes slot) throws MalformedException {
        if (slot.length() != SlotFile.SLOT_BYTES) {
            throw new MalformedException("a slot has " + SlotFile.SLOT_BYTES + " bytes, not " + slot.length());
        }
        ByteReader in = new ByteReader(slot);
        if (in.u32() != MAGIC) {
            throw new MalformedException("not a watermark");
        }
        int stored = new ByteReader(slot.slice(CRC_AT, 4)).u32();
        if (stored != RecordFormat.crc(slot.slice(0, CRC_AT))) {
            throw new MalformedException("checksum mismatch");
        }
        return in;
    }
}
