package io.concordat.snapshot;

import io.concordat.bytes.Bytes;
import io.concordat.record.InMemoryFolder;
import io.concordat.record.SnapshotFolder;
import java.io.IOException;
import java.util.List;

/** A folder whose power goes at the n-th change. */
final class CutFolder implements SnapshotFolder {
    private final InMemoryFolder under;
    private long changesLeft;
    private long changes;
    private long writtenBytes;

    CutFolder(InMemoryFolder under, long changesLeft) {
        this.under = under;
        this.changesLeft = changesLeft;
    }

    long changes() {
        return changes;
    }

    long writtenBytes() {
        return writtenBytes;
    }

    private void change() throws IOException {
        if (changesLeft-- <= 0) {
            throw new IOException("the power is gone");
        }
        changes++;
    }

    @Override
    public List<String> list() {
        return under.list();
    }

    @Override
    public Bytes read(String name, int most) throws IOException {
        return under.read(name, most);
    }

    @Override
    public void write(String name, Bytes content) throws IOException {
        change();
        writtenBytes += content.length();
        under.write(name, content);
    }

    @Override
    public void sync(String name) throws IOException {
        change();
        under.sync(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change();
        under.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        change();
        under.delete(name);
    }

    @Override
    public void syncNames() throws IOException {
        change();
        under.syncNames();
    }
}
