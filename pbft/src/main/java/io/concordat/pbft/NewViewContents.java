package io.concordat.pbft;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import io.concordat.pbft.PbftMessage.NewView;
import io.concordat.pbft.PbftMessage.ViewChange;
import java.util.ArrayList;
import java.util.List;

/** What a NEW-VIEW's signature stands for, as bytes and as a digest. */
final class NewViewContents {
    private static final Bytes DOMAIN = Bytes.utf8("concordat/pbft-new-view/1\n");

    private NewViewContents() {}

    static Bytes encode(List<ViewChange> changes, List<Statement> proposals) {
        ByteWriter out = new ByteWriter(2_048).u32(changes.size());
        for (ViewChange change : changes) {
            change.statement().encode(out);
            out.sized(ViewChangeContents.encode(change.stable(), change.prepared()));
        }
        StatementList.encode(proposals, out);
        return out.toBytes();
    }

    static NewView decode(Statement statement, Bytes contents) throws MalformedException {
        ByteReader in = new ByteReader(contents);
        int count = in.count(Statement.LENGTH + 4);
        List<ViewChange> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Statement change = Statement.decode(in);
            changes.add(ViewChangeContents.decode(change, in.sized(in.remaining())));
        }
        List<Statement> proposals = StatementList.decode(in);
        in.end();
        if (statement.phase() != Phase.NEW_VIEW || !statement.digest().equals(digest(contents))) {
            throw new MalformedException("a NEW-VIEW that its signer did not sign");
        }
        return new NewView(statement, changes, proposals);
    }

    static Hash digest(Bytes contents) {
        return Hash.of(DOMAIN, contents);
    }
}
