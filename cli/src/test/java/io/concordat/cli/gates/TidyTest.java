package io.concordat.cli.gates;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every source of the repository keeps the house rules; and every rule is shown to be able to fail. */
class TidyTest {
    @Test
    void allSourcesAreTidy() {
        Path root = SourceTree.root();
        Map<String, String> sources = new TreeMap<>();
        SourceTree.files(root, ".java", ".proto")
                .forEach(f -> sources.put(root.relativize(f).toString(), SourceTree.read(f)));
        assertThat(sources).hasSizeGreaterThan(50);
        assertThat(TidyRules.check(sources)).as("untidy").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("untidy")
    void anUntidySourceIsCaught(String name, String source, String complaint) {
        assertThat(TidyRules.check(name, source)).anyMatch(v -> v.contains(complaint));
    }

    @Test
    void aTidySourcePasses() {
        String source = "package x;\n\n/** A class. */\nfinal class Tidy {\n"
                + "    int one() {\n        return 1;\n    }\n}\n";
        assertThat(TidyRules.check("a/src/test/Tidy.java", source)).isEmpty();
    }

    static Stream<Arguments> untidy() {
        return Stream.of(
                Arguments.of("A.java", "//\n".repeat(401), "at most 400"),
                Arguments.of("A.java", "// " + "x".repeat(120) + "\n", "columns"),
                Arguments.of("A.java", "class A {\nvoid m() {\n" + "int i;\n".repeat(60) + "}\n}\n", "method m has"),
                Arguments.of("A.java", "class NodeManager {}\n", "ends in Manager"),
                Arguments.of("A.java", "class A { record ByteUtils() {} }\n", "ends in Utils"),
                Arguments.of("a/src/test/A.java", "class A {{ Thread.sl" + "eep(1); }}\n", "in a test"),
                Arguments.of("A.java", "// TO" + "DO later\n", "TO" + "DO"),
                Arguments.of("A.java", "@Dis" + "abled class A {}\n", "@Dis" + "abled"),
                Arguments.of("A.java", "String s = \"/ho" + "me/me/data\";\n", "path of a machine"));
    }
}
