package io.concordat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Of each kind exactly one: the error says what to add or what to remove. */
class ProvidersTest {
    @Test
    void theOnlyOneIsTaken() {
        assertThat(Providers.only(List.of("it").iterator(), "disk", "a:b")).isEqualTo("it");
    }

    @Test
    void twoOfAKindAreAnErrorThatNamesWhereBothComeFrom() {
        assertThatThrownBy(() -> Providers.only(List.of(this, "text").iterator(), "disk", "a:b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than one disk")
                .hasMessageContaining(ProvidersTest.class.getName() + " in file:")
                .hasMessageContaining("java.lang.String");
    }

    @Test
    void withoutTheArtifactsTheErrorNamesThem() {
        assertThatThrownBy(
                        () -> Concordat.inMemory().host("main", new NoMachine()).start())
                .hasMessageContaining("io.concordat:concordat-raft");
        assertThatThrownBy(() -> Concordat.node(Path.of("c/node-1")).start())
                .hasMessageContaining("io.concordat:concordat-node");
    }

    private static final class NoMachine implements io.concordat.api.StateMachine {
        @Override
        public io.concordat.bytes.Bytes apply(io.concordat.api.Command command) {
            return command.bytes();
        }

        @Override
        public io.concordat.bytes.Bytes query(io.concordat.api.Query query) {
            return query.bytes();
        }
    }
}
