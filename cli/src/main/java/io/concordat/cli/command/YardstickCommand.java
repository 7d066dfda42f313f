package io.concordat.cli.command;

import io.concordat.cli.Output;
import io.concordat.cli.bench.Yardstick;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the machine can do, so that what Concordat does can be judged. */
@Command(
        name = "yardstick",
        description =
                "Measure this machine: one synced 4 KiB write, one signature, one check of it, one loopback round trip.")
public final class YardstickCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Option(names = "--directory", description = "On the disk to be measured; default: here.", defaultValue = ".")
    private Path directory = Path.of(".");

    @Override
    public Integer call() throws Exception {
        Map<String, Object> figures = Yardstick.measure(directory);
        StringBuilder words = new StringBuilder();
        figures.forEach(
                (key, value) -> words.append(key).append(' ').append(value).append('\n'));
        output.result(figures, words.toString().stripTrailing());
        return 0;
    }
}
