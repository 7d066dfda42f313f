package io.concordat.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.cli.Ran;
import io.concordat.protocol.RecordKind;
import io.concordat.record.RecordFormat;
import io.concordat.record.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** A node's directory is believed for what its members have signed, not for its checksums: those anybody can write. */
class VerifyProofsTest {
    @TempDir
    static Path home;

    @TempDir
    Path scratch;

    private Path node;

    @BeforeAll
    static void aGroupThatWroteAndStopped() throws Exception {
        try (TestCluster cluster = new TestCluster(home.resolve("c"), 4, "--protocol", "pbft")) {
            cluster.json("counter add x --timeout 20s").exits(0);
            cluster.json("counter add x").exits(0);
        }
    }

    /** As after a crash: whoever changes a record may as well make it look unsealed. */
    @BeforeEach
    void aCopyOfOneNode() throws IOException {
        node = scratch.resolve("node-1");
        try (Stream<Path> all = Files.walk(home.resolve("c/node-1"))) {
            for (Path from : all.toList()) {
                Files.copy(from, node.resolve(home.resolve("c/node-1").relativize(from)));
            }
        }
        Ran.json("verify", node.toString()).exits(0);
        Files.delete(node.resolve("data/SEAL"));
        Ran.json("verify", node.toString()).exits(0);
    }

    private interface Change {
        void make(RocksDB store) throws Exception;
    }

    private void change(Change change) throws Exception {
        try (RocksDB store = RocksDB.open(node.resolve("data/log").toString())) {
            change.make(store);
        }
    }

    private static byte[] key(RecordKind kind, long index) {
        return RecordFormat.key(0, kind, index).toArray();
    }

    private static StoredRecord get(RocksDB store, RecordKind kind, long index) throws Exception {
        byte[] key = key(kind, index);
        return RecordFormat.decode(Bytes.wrap(key), Bytes.wrap(store.get(key)));
    }

    private static void put(RocksDB store, StoredRecord record) throws RocksDBException {
        store.put(
                key(record.kind(), record.index()), RecordFormat.encode(record).toArray());
    }

    private void isRefused(String record, String why) {
        Ran ran = Ran.json("verify", node.toString()).exits(7);
        assertThat(ran.object()).containsEntry("ok", false);
        assertThat((String) ran.object().get("record")).isEqualTo(record);
        assertThat((String) ran.error().get("message")).contains(why);
    }

    @Test
    void aCertificateWithAForgedSignatureIsFound() throws Exception {
        change(store -> {
            StoredRecord found = get(store, RecordKind.CERTIFICATE, 3);
            byte[] payload = found.payload().toArray();
            payload[payload.length - 1] ^= 1;
            put(store, with(found, payload));
        });
        isRefused("CERTIFICATE 3", "signature");
    }

    @Test
    void aCertificateOfAnotherEntryIsFound() throws Exception {
        change(store -> {
            StoredRecord other = get(store, RecordKind.CERTIFICATE, 4);
            put(store, new StoredRecord(0, RecordKind.CERTIFICATE, 3, 0, other.hash(), other.payload()));
        });
        isRefused("CERTIFICATE 3", "slot 4");
    }

    @Test
    void anEntryWithoutACertificateIsFound() throws Exception {
        change(store -> store.delete(key(RecordKind.CERTIFICATE, 2)));
        isRefused("CERTIFICATE 2", "nothing proves");
    }

    @Test
    void anEndThatWasCutOffIsFound() throws Exception {
        long[] last = {(Long) Ran.json("verify", node.toString()).object().get("lastIndex")};
        change(store -> store.delete(key(RecordKind.BATCH, last[0])));
        isRefused("CERTIFICATE " + last[0], "does not hold");
    }

    @Test
    void anotherClustersKeysDoNotVouchForIt() throws Exception {
        Ran.concordat("init", scratch.resolve("other").toString(), "--protocol", "pbft")
                .exits(0);
        String id = line(node.resolve("cluster.toml"), "id");
        Path facts = scratch.resolve("other/cluster.toml");
        Files.writeString(node.resolve("cluster.toml"), Files.readString(facts).replace(line(facts, "id"), id));
        isRefused("BATCH 1", "not those of the cluster's file");
    }

    private static String line(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(l -> l.matches(key + " *=.*"))
                .findFirst()
                .orElseThrow();
    }

    private static StoredRecord with(StoredRecord record, byte[] payload) {
        return new StoredRecord(
                record.group(), record.kind(), record.index(), record.term(), record.hash(), Bytes.wrap(payload));
    }
}
