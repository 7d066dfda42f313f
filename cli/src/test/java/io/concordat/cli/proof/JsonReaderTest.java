package io.concordat.cli.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.concordat.node.Json;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text from anybody: an object, or a refusal. */
class JsonReaderTest {
    private static final String WHOLE =
            " {\"a\":\"x\\\"\\\\\\u00e9\\n\" , \"b\":-12,\"c\":[1,{\"d\":true},[]],\n\"e\":{},\"f\":false}\n";

    @Test
    void whatIsWrittenIsRead() throws NotProof {
        Map<String, Object> found = JsonReader.object(WHOLE);
        assertThat(found)
                .containsEntry("a", "x\"\\é\n")
                .containsEntry("b", -12L)
                .containsEntry("c", List.of(1L, Map.of("d", true), List.of()))
                .containsEntry("e", Map.of())
                .containsEntry("f", false);
        assertThat(JsonReader.object(Json.of(found))).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "{",
                "{}{}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":[1,]}",
                "{\"a\":1 \"b\":2}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":01}",
                "{\"a\":1.5}",
                "{\"a\":1e3}",
                "{\"a\":9223372036854775808}",
                "{\"a\":--1}",
                "{\"a\":null}",
                "{\"a\":\"\u0001\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"",
                "{\"a\":[[[[[[[[[[1]]]]]]]]]]}"
            })
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> JsonReader.object(text)).isInstanceOf(NotProof.class);
    }

    @Test
    void rubbishIsRefusedAndBreaksNothing() {
        Random random = new Random(9);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(WHOLE);
            for (int j = 0; j < 3; j++) {
                text.setCharAt(random.nextInt(text.length()), "{}[]\",:\\u019- tfx".charAt(random.nextInt(17)));
            }
            text.setLength(random.nextInt(text.length() + 1));
            try {
                assertThat(JsonReader.object(text.toString())).isNotNull();
            } catch (NotProof e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
