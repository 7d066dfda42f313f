package io.concordat.pbft;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** Several statements in a row, as certificates hold them. */
final class StatementList {
    private StatementList() {}

    static void encode(List<Statement> statements, ByteWriter out) {
        out.u32(statements.size());
        statements.forEach(s -> s.encode(out));
    }

    static List<Statement> decode(ByteReader in) throws MalformedException {
        int count = in.count(Statement.LENGTH);
        List<Statement> statements = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            statements.add(Statement.decode(in));
        }
        return List.copyOf(statements);
    }
}
