package io.concordat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong usage is exit 2, touches nothing, and says in one line what would have been right. */
class UsageTest {
    @TempDir
    Path home;

    @ParameterizedTest
    @MethodSource("wrong")
    void isToldInOneLine(String command, String hint) {
        String[] words = command.replace("HOME", home.toString()).split(" ");
        Ran text = Ran.concordat(words).exits(2);
        assertThat(text.out()).isEmpty();
        assertThat(text.err().lines().toList()).hasSize(1);
        assertThat(text.err()).startsWith("error USAGE: ").containsIgnoringCase(hint);

        Ran json = Ran.json(words).exits(2);
        assertThat(json.out()).isEmpty();
        assertThat(json.error().get("error")).isEqualTo("USAGE");
        assertThat(json.err()).containsIgnoringCase(hint);
        assertThat(home).isEmptyDirectory();
    }

    static Stream<Arguments> wrong() {
        return Stream.concat(atTheCluster(), elsewhere());
    }

    private static Stream<Arguments> atTheCluster() {
        return Stream.of(
                Arguments.of("conter get x", "perhaps counter"),
                Arguments.of("statsu", "perhaps status"),
                Arguments.of("limit take", "there is no command 'limit'"),
                Arguments.of("--verson", "perhaps --version"),
                Arguments.of("counter", "get"),
                Arguments.of("counter ad x", "perhaps"),
                Arguments.of("counter get", "NAME"),
                Arguments.of("counter get a b", "'b'"),
                Arguments.of("counter set x", "N"),
                Arguments.of("counter add x many", "'many'"),
                Arguments.of("counter add x 9223372036854775808", "9223372036854775808"),
                Arguments.of("counter cas x 1", "NEW"),
                Arguments.of("counter get x --timout 1s", "perhaps --timeout"),
                Arguments.of("counter get x --timeout 5", "a duration such as 500ms"),
                Arguments.of("counter get x --timeout -5s", "--timeout"),
                Arguments.of("counter get x --cluster HOME", "init"),
                Arguments.of("status --watc", "perhaps --watch"),
                Arguments.of("status --cluster HOME/nowhere", "nowhere"),
                Arguments.of("cluster up HOME", "init"),
                Arguments.of("cluster", "up"),
                Arguments.of("cluster pss HOME", "perhaps"),
                Arguments.of("cluster up HOME --cluster HOME/d", "two directories"));
    }

    private static Stream<Arguments> elsewhere() {
        return Stream.of(
                Arguments.of("node HOME --byzantine silent", "--unsafe"),
                Arguments.of("node HOME --byzantine mute --unsafe", "selectively-silent"),
                Arguments.of("sim --seeds 1..2 --byzantine silent", "pbft"),
                Arguments.of("sim --protocol pbft --seeds 1..2 --byzantine mute", "selectively-silent"),
                Arguments.of("sim --protocol pbft --seeds 1..2 --byzantine silent --liars 4", "4 liars among 4"),
                Arguments.of("twins --twins 0", "twins"),
                Arguments.of("init", "DIR"),
                Arguments.of("init HOME/c --nodes none", "'none'"),
                Arguments.of("init HOME/c --nodes 0", "1 to 63"),
                Arguments.of("init HOME/c --nodes 64", "1 to 63"),
                Arguments.of("init HOME/c --protocol paxos", "raft"),
                Arguments.of("init HOME/c --host a,b --nodes 3", "one per node"),
                Arguments.of("init HOME/c --host a,,b", "--host"),
                Arguments.of("init HOME/c --base-port 70000", "port"),
                Arguments.of("init HOME/c --set raft.election-timout=1s", "perhaps raft.election-timeout"),
                Arguments.of("init HOME/c --set raft.election-timeout=soon", "500ms"),
                Arguments.of("init HOME/c --set raft.election-timeout", "KEY=VALUE"),
                Arguments.of("init HOME/c --set jvm.heap=1MiB", "64MiB"),
                Arguments.of("init HOME/c --set log.sync=perhaps", "true or false"),
                Arguments.of("init HOME/c --set services=countr", "counter"),
                Arguments.of("init HOME/c --set raft.heartbeat-interval=400ms", "half of raft.election-timeout"),
                Arguments.of("node HOME/node-1", "init"),
                Arguments.of("demo --nodes 2", "--nodes 3"),
                Arguments.of("demo --protocol paxos", "raft"),
                Arguments.of("bench --service locks", "counter"),
                Arguments.of("bench --outstanding 0", "1 or more"),
                Arguments.of("bench --outstanding 2 --sessions 3", "sessions"),
                Arguments.of("bench --duration 0s", "--duration"),
                Arguments.of("bench --payload 1KB", "64MiB"),
                Arguments.of("sim", "--seeds A..B"),
                Arguments.of("sim --seed 1 --seeds 1..2", "either"),
                Arguments.of("sim --seeds 5..1", "1..100"),
                Arguments.of("sim --seeds 1..2..3", "1..100"),
                Arguments.of("sim --seeds x", "1..100"),
                Arguments.of("sim --seeds 1..2 --trace", "one seed"),
                Arguments.of("sim --seeds 1..2 --faults crsh", "crash"),
                Arguments.of("sim --seeds 1..2 --protocol paxos", "raft"),
                Arguments.of("sim --seeds 1..2 --nodes 0", "node"),
                Arguments.of("sim --seeds 1..2 --set log.snc=false", "perhaps log.sync"),
                Arguments.of("verify HOME/node-1", "init"),
                Arguments.of("errors NO_SUCH", "CAS_MISMATCH"),
                Arguments.of("config", "docs"),
                Arguments.of("config print HOME", "init"),
                Arguments.of("completion bash", "bash"));
    }

    @Test
    void aDirectoryThatHoldsSomethingIsNotMadeAClusterAndNotTouched() throws IOException {
        Files.writeString(home.resolve("thesis.txt"), "precious");
        Ran ran = Ran.json("init", home.toString()).exits(2);
        assertThat((String) ran.error().get("message")).contains("not empty");
        assertThat(home.toFile().list()).containsExactly("thesis.txt");
        Ran.json("init", home.resolve("thesis.txt").toString()).exits(2);
        assertThat(home.resolve("thesis.txt")).hasContent("precious");
    }

    @Test
    void aFormThatIsNoneNamesThoseThereAre() {
        assertThat(Ran.concordat("status", "-o", "xml").exits(2).err()).contains("[text, json]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ojson", "-o=json", "--output=json", "--output json", "-o json"})
    void theWishForJsonIsHeardHoweverItIsSpelled(String wish) {
        String[] words = ("counter get " + wish + " --no-such").split(" ");
        assertThat(Ran.concordat(words).exits(2).error().get("error")).isEqualTo("USAGE");
    }

    @Test
    void withoutArgumentsThereIsATourOfTenLines() {
        Ran ran = Ran.concordat().exits(0);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out().lines().toList()).hasSize(10).allMatch(line -> line.length() <= 100);
        assertThat((String) Ran.json().exits(0).object().get("tour"))
                .isEqualTo(ran.out().stripTrailing());
    }

    @Test
    void theVersionIsTold() {
        String out = Ran.concordat("--version").exits(0).out();
        assertThat(out).matches("concordat \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\R");
        assertThat(Ran.json("--version").exits(0).object())
                .containsEntry("version", out.strip().split(" ")[1]);
    }

    @Test
    void optionsOfACommandStandBehindIt() {
        assertThat(Ran.concordat("-o", "json", "status").exits(2).err()).contains("behind the command");
    }

    @ParameterizedTest
    @CsvSource({"errors,0", "config docs,0", "completion,0"})
    void whatNeedsNoClusterWorksAnywhere(String command, int exit) {
        assertThat(Ran.concordat(command.split(" ")).exits(exit).out()).isNotEmpty();
        assertThat(Arrays.asList(Ran.json(command.split(" ")).exits(exit).objects()))
                .isNotEmpty();
    }
}
