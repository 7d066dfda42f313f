package io.concordat.simulation.disk;

import io.concordat.bytes.Bytes;
import io.concordat.record.InMemoryFolder;
import io.concordat.record.SnapshotFolder;
import java.io.IOException;
import java.util.List;

/** A group's snapshot folder as one process life holds it; a crash may strike between any two changes. */
final class OpenFolder implements SnapshotFolder {
    private final OpenDisk open;
    private final InMemoryFolder content;

    OpenFolder(OpenDisk open, InMemoryFolder content) {
        this.open = open;
        this.content = content;
    }

    private void change() throws IOException {
        open.life().effect();
        open.mustBeOpen();
        if (open.disk().faults().isFull()) {
            throw new IOException("no space left on device");
        }
    }

    @Override
    public List<String> list() throws IOException {
        open.mustBeOpen();
        return content.list();
    }

    @Override
    public Bytes read(String name, int most) throws IOException {
        open.mustBeOpen();
        return content.read(name, most);
    }

    @Override
    public void write(String name, Bytes bytes) throws IOException {
        change();
        content.write(name, bytes);
    }

    @Override
    public void sync(String name) throws IOException {
        change();
        if (open.disk().syncsReally()) {
            content.sync(name);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change();
        content.rename(from, to);
    }

    @Override
    public void delete(String name) throws IOException {
        open.life().effect();
        open.mustBeOpen();
        content.delete(name);
    }

    @Override
    public void syncNames() throws IOException {
        change();
        if (open.disk().syncsReally()) {
            content.syncNames();
        }
    }
}
