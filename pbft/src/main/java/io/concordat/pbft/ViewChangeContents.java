package io.concordat.pbft;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a VIEW-CHANGE's signature stands for, as bytes and as a digest. */
final class ViewChangeContents {
    private static final Bytes DOMAIN = Bytes.utf8("concordat/pbft-view-change/1\n");

    private ViewChangeContents() {}

    static Bytes encode(@Nullable CheckpointCertificate stable, List<PreparedCertificate> prepared) {
        ByteWriter out = new ByteWriter(512);
        out.u8(stable == null ? 0 : 1);
        if (stable != null) {
            stable.encode(out);
        }
        out.u32(prepared.size());
        prepared.forEach(p -> p.encode(out));
        return out.toBytes();
    }

    static ViewChange decode(Statement statement, Bytes contents) throws MalformedException {
        ByteReader in = new ByteReader(contents);
        int has = in.u8();
        CheckpointCertificate stable = has == 1 ? CheckpointCertificate.decode(in) : null;
        int count = in.count(PreparedCertificate.LEAST_LENGTH);
        List<PreparedCertificate> prepared = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            prepared.add(PreparedCertificate.decode(in));
        }
        in.end();
        if (has > 1) {
            throw new MalformedException("a VIEW-CHANGE with " + has + " checkpoints");
        }
        if (statement.phase() != Phase.VIEW_CHANGE || !statement.digest().equals(digest(contents))) {
            throw new MalformedException("a VIEW-CHANGE that its signer did not sign");
        }
        return new ViewChange(statement, stable, prepared);
    }

    static Hash digest(Bytes contents) {
        return Hash.of(DOMAIN, contents);
    }
}
