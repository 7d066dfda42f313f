package io.concordat.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.Concordat;
import io.concordat.api.Node;
import io.concordat.api.Outcome;
import io.concordat.bytes.Bytes;
import io.concordat.error.ErrorCode;
import io.concordat.replica.StartRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README promises to a program that embeds a node. */
class EmbeddingTest {
    @TempDir
    Path home;

    @Test
    void theReadmesFiveLinesRun() throws Exception {
        byte[] bytes = {1, 2, 3};
        try (Node node = Concordat.node(home.resolve("data"))
                .raft("a=127.0.0.1:7400")
                .host("main", new Tally())
                .start()) {
            Outcome out = node.group("main").submit(bytes).get(5, SECONDS);
            assertThat(out).isEqualTo(new Outcome.Reply(Bytes.utf8("1")));
        }
    }

    @Test
    void whatWasExecutedIsThereAfterARestart() throws Exception {
        for (int life = 1; life <= 3; life++) {
            try (Node node = embedded(new Tally())) {
                assertThat(text(node.group("main")
                                .submit(Bytes.utf8("life " + life))
                                .get(10, SECONDS)))
                        .isEqualTo(Integer.toString(life));
                assertThat(text(node.group("main").query(Bytes.utf8("last")).get(10, SECONDS)))
                        .isEqualTo("life " + life);
            }
        }
    }

    @Test
    void commandsRunInTheOrderOfTheirSubmissionEachOnce() throws Exception {
        try (Node node = Concordat.inMemory().host("main", new Tally()).start()) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 1; i <= 5_000; i++) {
                outcomes.add(node.group("main").submit(Bytes.utf8("command " + i)));
            }
            for (int i = 1; i <= outcomes.size(); i++) {
                assertThat(text(outcomes.get(i - 1).get(20, SECONDS))).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void callbacksMaySubmitAndWait() throws Exception {
        try (Node node = Concordat.inMemory().host("main", new Tally()).start()) {
            CompletableFuture<String> second = node.group("main")
                    .submit(Bytes.utf8("first"))
                    .thenApply(first ->
                            text(node.group("main").submit(Bytes.utf8("second")).join()));
            assertThat(second.get(10, SECONDS)).isEqualTo("2");
        }
    }

    @Test
    void oneNodeHostsSeveralGroupsEachWithItsOwnState() throws Exception {
        try (Node node = Concordat.inMemory()
                .host("a", new Tally())
                .host("b", new Tally())
                .start()) {
            node.group("a").submit(Bytes.utf8("x")).get(10, SECONDS);
            node.group("a").submit(Bytes.utf8("y")).get(10, SECONDS);
            assertThat(text(node.group("b").submit(Bytes.utf8("z")).get(10, SECONDS)))
                    .isEqualTo("1");
            assertThatThrownBy(() -> node.group("c")).hasMessageContaining("[a, b]");
        }
    }

    @Test
    void aDirectoryInUseOrOfOtherGroupsIsRefused() throws Exception {
        try (Node node = embedded(new Tally())) {
            assertThat(node.id()).isEqualTo(1);
            assertThatThrownBy(() -> embedded(new Tally()))
                    .isInstanceOfSatisfying(
                            StartRefused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DIRECTORY_IN_USE));
        }
        assertThatThrownBy(() -> Concordat.node(home.resolve("data"))
                        .raft("a=h:1")
                        .host("other", new Tally())
                        .start())
                .isInstanceOfSatisfying(
                        StartRefused.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_CONFIGURATION));
    }

    @Test
    void theKeyIsReadableByItsOwnerOnlyAndForeignDirectoriesStayUntouched() throws Exception {
        embedded(new Tally()).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("data/member.key"))))
                .isEqualTo("rw-------");
        Path foreign = Files.createDirectories(home.resolve("foreign"));
        Files.writeString(foreign.resolve("thesis.txt"), "precious");
        assertThatThrownBy(() -> Concordat.node(foreign)
                        .raft("a=h:1")
                        .host("main", new Tally())
                        .start())
                .hasMessageContaining("thesis.txt");
        assertThat(foreign.toFile().list()).containsExactly("thesis.txt");
    }

    @Test
    void aLostLogIsNotTakenForANewOne() throws Exception {
        try (Node node = embedded(new Tally())) {
            node.group("main").submit(Bytes.utf8("promised")).get(10, SECONDS);
        }
        try (var all = Files.walk(home.resolve("data/data"))) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        try (Node node = Concordat.node(home.resolve("data"))
                .raft("a=h:1")
                .host("main", new Tally())
                .set("client.timeout", "2s")
                .start()) {
            assertThat(node.group("main").submit(Bytes.utf8("again")).get(10, SECONDS))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class, r -> assertThat(r.code()).isEqualTo("NO_QUORUM"));
        }
    }

    @Test
    void wrongUseIsToldPlainly() {
        assertThatThrownBy(() -> Concordat.inMemory().start()).hasMessageContaining("host(name, machine)");
        assertThatThrownBy(() -> Concordat.node(home).raft("127.0.0.1:7400")).hasMessageContaining("name=host:port");
        assertThatThrownBy(() -> Concordat.node(home).raft("a=h:1,b=h:2")).hasMessageContaining("concordat init");
        assertThatThrownBy(() -> Concordat.inMemory().host("main", new Tally()).host("main", new Tally()))
                .hasMessageContaining("twice");
    }

    private Node embedded(Tally machine) throws StartRefused {
        return Concordat.node(home.resolve("data"))
                .raft("a=127.0.0.1:7400")
                .host("main", machine)
                .start();
    }

    private static String text(Outcome outcome) {
        return outcome.orThrow().toUtf8();
    }
}
