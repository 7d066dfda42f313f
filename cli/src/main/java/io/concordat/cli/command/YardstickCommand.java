package io.concordat.cli.command;

import io.concordat.cli.Output;
import io.concordat.cli.bench.Yardstick;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the machine can do. */
@Command(
        name = "yardstick",
        description = "Measure what this machine can do at best: sync, signature, round trip.",
        footer = {"", "Example:", "  concordat yardstick -o json"})
public final class YardstickCommand implements Callable<Integer> {
    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "On the disk to measure (default: temporary files).")
    private @Nullable Path directory;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        Path place = directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory;
        Map<String, ?> figures = Yardstick.measure(place);
        StringBuilder words = new StringBuilder();
        figures.forEach((name, value) -> words.append(String.format("%-28s %s%n", name, value)));
        output.result(figures, words.toString().stripTrailing());
        return 0;
    }
}
