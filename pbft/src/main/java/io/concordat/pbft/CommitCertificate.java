package io.concordat.pbft;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Hash;
import io.concordat.bytes.MalformedException;
import java.util.List;

/**
 * Proof to anybody that this batch is what the group agreed on for this slot, whatever view anybody is in (OSDI'99
 * §4.2). Kept beside the log for as long as the entry is.
 */
public record CommitCertificate(List<Statement> commits) {
    public CommitCertificate {
        commits = List.copyOf(commits);
    }

    public long view() {
        return commits.get(0).view();
    }

    public long index() {
        return commits.get(0).index();
    }

    public Hash digest() {
        return commits.get(0).digest();
    }

    void encode(ByteWriter out) {
        StatementList.encode(commits, out);
    }

    static CommitCertificate decode(ByteReader in) throws MalformedException {
        List<Statement> commits = StatementList.decode(in);
        if (commits.isEmpty()) {
            throw new MalformedException("a certificate without statements");
        }
        return new CommitCertificate(commits);
    }
}
