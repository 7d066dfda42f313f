package io.concordat.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.ByteWriter;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import io.concordat.cli.JsonText;
import io.concordat.cli.Ran;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.log.GroupContext;
import io.concordat.net.netty.Ed25519Key;
import io.concordat.node.Json;
import io.concordat.node.config.NodeFile;
import io.concordat.protocol.RecordKind;
import io.concordat.record.RecordFormat;
import io.concordat.record.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

/** Receipts and evidence: got from nodes, checked by anybody, worthless as soon as anything in them is changed. */
class ProofsTest {
    @TempDir
    static Path home;

    private static TestCluster cluster;
    private static String keys;

    @BeforeAll
    static void start() throws Exception {
        cluster = new TestCluster(home.resolve("c"), 4, "--protocol", "pbft");
        cluster.json("counter add x --timeout 20s").exits(0);
        keys = home.resolve("c/cluster.toml").toString();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static Path saved(String command, int exit) {
        Path file = home.resolve(command.replaceAll("[^a-z0-9]", "_") + ".json");
        cluster.json(command + " --receipt " + file).exits(exit);
        return file;
    }

    @Test
    void theLeaderAloneSavesASnapshotWhenAsked() {
        long saved = (Long)
                cluster.json("snapshot save --timeout 20s").exits(0).object().get("index");
        assertThat(saved).as("states are proved at checkpoints").isPositive().matches(index -> index % 64 == 0);
        assertThat(cluster.json("leader transfer 2").exits(2).error().toString())
                .contains("not supported by this version of PBFT");
    }

    @Test
    void everyWriteHasAReceiptThatHoldsWithoutTheCluster() throws IOException {
        for (Path file :
                List.of(saved("counter add x 5", 0), saved("counter set y 7", 0), saved("lock acquire l", 0))) {
            Map<String, Object> found =
                    Ran.json("verify", file.toString(), "--keys", keys).exits(0).object();
            assertThat(found)
                    .containsEntry("ok", true)
                    .containsEntry("number", 1L)
                    .containsEntry("refused", false);
            assertThat((List<?>) found.get("signers")).hasSize(2);
        }
        Path refused = saved("counter cas x 1000 1001", 5);
        Ran.json("verify", refused.toString(), "--keys", keys).exits(0);
        assertThat(Ran.json("verify", refused.toString()).exits(2).error().toString())
                .contains("--keys");
    }

    /** Every leaf of the object: its path, and how to change it. */
    private static void leaves(String path, Object value, List<String> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> leaves(path + "/" + key, inner, into));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                leaves(path + "/" + i, list.get(i), into);
            }
        } else {
            into.add(path);
        }
    }

    private static Object changed(String path, Object value, String target) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> out = new LinkedHashMap<>();
            map.forEach((key, inner) -> out.put(String.valueOf(key), changed(path + "/" + key, inner, target)));
            return out;
        } else if (value instanceof List<?> list) {
            List<Object> out = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                out.add(changed(path + "/" + i, list.get(i), target));
            }
            return out;
        }
        if (!path.equals(target)) {
            return value;
        } else if (value instanceof Long number) {
            return number + 1;
        } else if (value instanceof Boolean flag) {
            return !flag;
        }
        String text = String.valueOf(value);
        char last = text.charAt(text.length() - 1);
        return text.substring(0, text.length() - 1) + (last == '1' ? '2' : '1');
    }

    private static void everyChangeIsRefused(Path file) throws IOException {
        Map<String, Object> proof = JsonText.object(Files.readString(file).strip());
        List<String> leaves = new ArrayList<>();
        leaves("", proof, leaves);
        assertThat(leaves).hasSizeGreaterThan(10);
        Path other = home.resolve("changed.json");
        for (String leaf : leaves) {
            Files.writeString(other, Json.of(changed("", proof, leaf)));
            refused(other, leaf);
        }
        for (String key : proof.keySet()) {
            Map<String, Object> less = new LinkedHashMap<>(proof);
            less.remove(key);
            Files.writeString(other, Json.of(less));
            refused(other, "without " + key);
            less.put(key, 3.5);
            Files.writeString(other, Json.of(less));
            refused(other, key + " as something else");
        }
        Map<String, Object> more = new LinkedHashMap<>(proof);
        more.put("note", "trust me");
        Files.writeString(other, Json.of(more));
        assertThat(refused(other, "with more")).containsEntry("field", "note");
        Files.writeString(other, "");
        refused(other, "nothing");
    }

    private static Map<String, Object> refused(Path file, String what) {
        Ran ran = Ran.json("verify", file.toString(), "--keys", keys);
        assertThat(ran.exit()).as("%s: %s %s", what, ran.out(), ran.err()).isEqualTo(7);
        assertThat(ran.object()).containsEntry("ok", false).containsKeys("field", "message");
        assertThat(ran.error()).containsEntry("error", "VERIFICATION_FAILED");
        return ran.object();
    }

    @Test
    void aReceiptWithAnyFieldChangedIsRefusedAndTheFieldNamed() throws IOException {
        Path file = saved("counter add z 3", 0);
        everyChangeIsRefused(file);
        String text = Files.readString(file);
        Path other = home.resolve("spaced.json");
        Files.writeString(other, text.replace(",", " ,\n  "));
        Ran.json("verify", other.toString(), "--keys", keys).exits(0);
        Files.writeString(other, text.replace("\"index\":", "\"index\":1"));
        assertThat(refused(other, "index")).containsEntry("field", "certificate");
        Files.writeString(other, text.replace("\"cluster\":\"", "\"cluster\":\"00"));
        assertThat(refused(other, "cluster")).containsEntry("field", "cluster");
    }

    @Test
    void anotherClustersKeysProveNothing() {
        Path file = saved("counter add w", 0);
        Path other = home.resolve("other");
        Ran.concordat("init", other.toString(), "--protocol", "pbft").exits(0);
        Ran ran = Ran.json(
                "verify",
                file.toString(),
                "--keys",
                other.resolve("cluster.toml").toString());
        assertThat(ran.exits(7).object()).containsEntry("field", "cluster");
    }

    @Test
    void whereMembersSignNothingThereAreNoReceipts() throws Exception {
        try (TestCluster raft = new TestCluster(home.resolve("raft"), 1)) {
            raft.json("counter add x --timeout 20s").exits(0);
            Path file = home.resolve("never.json");
            assertThat(raft.json("counter add x --receipt " + file)
                            .exits(2)
                            .error()
                            .toString())
                    .contains("pbft");
            assertThat(file).doesNotExist();
            assertThat(raft.json("counter get x").object()).containsEntry("value", 1L);
            assertThat(raft.json("evidence ls").exits(0).out()).isEmpty();
        }
    }

    /** What a liar has signed and a member has caught: the same bytes, from the same key. */
    private static Bytes lie(int liar) throws IOException {
        GroupContext context = new GroupContext(cluster.facts().id(), 0, 0);
        Ed25519Signer signer = new Ed25519Signer(
                Ed25519Key.read(cluster.home(liar).resolve(NodeFile.KEY_FILE)).seed());
        ByteWriter out = new ByteWriter(256);
        for (String digest : List.of("one", "other")) {
            Bytes statement = new ByteWriter(64)
                    .u8(3)
                    .u64(0)
                    .u64(70)
                    .raw(Hash.of(Bytes.utf8(digest)).bytes())
                    .u32(liar)
                    .toBytes();
            Bytes text = Bytes.concat(Bytes.utf8("concordat/pbft/1\n"), context.prefix(), statement);
            out.raw(statement).raw(signer.sign(text));
        }
        return out.toBytes();
    }

    @Test
    void evidenceIsShownExportedAndHoldsForAThirdParty() throws Exception {
        cluster.json("evidence ls").exits(0);
        cluster.stop(4);
        Files.delete(cluster.home(4).resolve("data/SEAL"));
        try (RocksDB store = RocksDB.open(cluster.home(4).resolve("data/log").toString())) {
            StoredRecord record = new StoredRecord(0, RecordKind.EVIDENCE, 563, 0, Hash.ZERO, lie(2));
            store.put(
                    RecordFormat.key(0, RecordKind.EVIDENCE, 563).toArray(),
                    RecordFormat.encode(record).toArray());
        }
        Map<String, Object> offline = Ran.json(
                        "evidence", "ls", "--node", cluster.home(4).toString())
                .exits(0)
                .object();
        assertThat(offline)
                .containsEntry("signer", 2L)
                .containsEntry("phase", "COMMIT")
                .containsEntry("index", 70L)
                .containsEntry("keptBy", List.of(4L));
        assertThat(cluster.json("evidence ls").exits(0).object())
                .as("a node that is down")
                .isEqualTo(offline);
        Ran.json("verify", cluster.home(4).toString()).exits(0);

        cluster.start(4);
        cluster.json("health --timeout 20s").exits(0);
        assertThat(cluster.json("evidence ls").exits(0).object())
                .as("a node that runs")
                .isEqualTo(offline);
        assertThat(cluster.json("status").exits(0).objects())
                .extracting(row -> row.get("evidence"))
                .containsExactly(0L, 0L, 0L, 1L);

        Path file = home.resolve("lies.json");
        assertThat(cluster.json("evidence export " + file).exits(0).object()).containsEntry("exported", 1L);
        assertThat(Ran.json("verify", file.toString(), "--keys", keys).exits(0).object())
                .containsEntry("proves", "equivocation")
                .containsEntry("signer", 2L);
        everyChangeIsRefused(file);
    }
}
