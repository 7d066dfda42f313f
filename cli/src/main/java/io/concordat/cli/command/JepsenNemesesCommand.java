package io.concordat.cli.command;

import io.concordat.cli.Output;
import io.concordat.jepsen.nemesis.Machine;
import io.concordat.jepsen.nemesis.Nemeses;
import io.concordat.jepsen.nemesis.Nemesis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which faults this machine can make. */
@Command(
        name = "nemeses",
        description = "List the faults there are: which work on this machine, and why others do not.",
        footer = {"", "Example:", "  concordat jepsen nemeses -o json"})
public final class JepsenNemesesCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        Machine machine = new Machine();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Nemesis nemesis : Nemeses.all()) {
            Optional<String> missing = nemesis.missing(machine);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("nemesis", nemesis.word());
            row.put("works", missing.isEmpty());
            row.put("protocols", String.join(",", nemesis.protocols()));
            row.put("targets", String.join(",", nemesis.targets()));
            row.put("what", nemesis.what());
            missing.ifPresent(why -> row.put("why", why));
            rows.add(row);
        }
        output.list(rows);
        return 0;
    }
}
