package io.concordat.cli.command;

import io.concordat.cli.bench.Yardstick;
import io.concordat.cli.output.Console;
import io.concordat.cli.output.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the machine can do. */
@Command(
        name = "yardstick",
        header = "Measure what this machine can do at best: sync, signature, check, round trip.",
        description = "Medians in microseconds; a figure of `bench` means little without them.",
        footer = {"", "Example:", "  concordat yardstick --directory my -o json"})
public final class YardstickCommand implements Callable<Integer> {
    @Mixin
    private final Output output;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "On the disk to be measured; the directory for temporary files by default.")
    private @Nullable Path directory;

    public YardstickCommand(Console console) {
        this.output = new Output(console);
    }

    @Override
    public Integer call() throws IOException {
        Path place = directory == null
                ? Path.of(System.getProperty("java.io.tmpdir"))
                : output.console().directory().resolve(directory);
        output.figures(Yardstick.measure(place));
        return 0;
    }
}
