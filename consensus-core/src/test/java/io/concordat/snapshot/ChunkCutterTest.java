package io.concordat.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.bytes.Bytes;
import io.concordat.bytes.Hash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One cutter serves all sections of a snapshot, and whoever takes a chunk may keep it. */
class ChunkCutterTest {
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Bytes> contents = new ArrayList<>();
    private final ChunkCutter cutter = new ChunkCutter((chunk, content) -> {
        chunks.add(chunk);
        contents.add(content);
    });

    private void section(int number, int length) throws IOException {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) number);
        try (ChunkCutter out = cutter.section(number)) {
            out.write(bytes, 0, length);
        }
    }

    @Test
    void whatWasTakenStaysAsItWasWhenMoreIsCut() throws IOException {
        section(1, 100);
        section(2, Chunk.MOST);
        section(3, Chunk.MOST + 1);
        section(4, 0);
        section(5, 7);
        assertThat(chunks).extracting(Chunk::section).containsExactly(1, 2, 3, 3, 5);
        assertThat(chunks).extracting(Chunk::length).containsExactly(100, Chunk.MOST, Chunk.MOST, 1, 7);
        for (int i = 0; i < chunks.size(); i++) {
            assertThat(Hash.of(contents.get(i)))
                    .as("chunk %s", i)
                    .isEqualTo(chunks.get(i).hash());
        }
    }
}
