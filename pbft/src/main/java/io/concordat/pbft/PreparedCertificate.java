package io.concordat.pbft;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import java.util.List;

/**
 * Proof that no other batch can be prepared for this slot in this view: a quorum has accepted this one (OSDI'99
 * §4.2). What a VIEW-CHANGE carries for every slot that may have been committed.
 */
public record PreparedCertificate(Statement proposal, List<Statement> prepares) {
    static final int LEAST_LENGTH = Statement.LENGTH + 4;

    public PreparedCertificate {
        prepares = List.copyOf(prepares);
    }

    public long view() {
        return proposal.view();
    }

    public long index() {
        return proposal.index();
    }

    public Hash digest() {
        return proposal.digest();
    }

    void encode(ByteWriter out) {
        proposal.encode(out);
        StatementList.encode(prepares, out);
    }

    static PreparedCertificate decode(ByteReader in) throws MalformedException {
        return new PreparedCertificate(Statement.decode(in), StatementList.decode(in));
    }
}
