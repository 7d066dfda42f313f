package io.concordat.cli.command;

import io.concordat.cli.CommandFailed;
import io.concordat.cli.Output;
import io.concordat.cli.Target;
import io.concordat.error.ErrorCode;
import io.concordat.jepsen.check.Budget;
import io.concordat.jepsen.check.Checker;
import io.concordat.jepsen.check.Judgement;
import io.concordat.jepsen.check.Judgement.Validity;
import io.concordat.jepsen.check.Verdict;
import io.concordat.jepsen.check.Window;
import io.concordat.jepsen.check.WindowFinder;
import io.concordat.jepsen.evidence.Page;
import io.concordat.jepsen.history.History;
import io.concordat.jepsen.history.HistoryException;
import io.concordat.jepsen.history.HistoryFile;
import io.concordat.jepsen.knossos.Inexpressible;
import io.concordat.jepsen.knossos.Knossos;
import io.concordat.jepsen.knossos.KnossosMissing;
import io.concordat.jepsen.model.Model;
import io.concordat.jepsen.model.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Linearizable or not: one line per file. */
@Command(
        name = "check",
        description = "Decide whether recorded histories are linearizable.",
        footer = {
            "",
            "Examples:",
            "  concordat jepsen check store/latest/history.edn --model cas-register",
            "  concordat jepsen check *.edn.gz --model counter --time-limit 10s -o json",
            "",
            "Exit status: 0 all valid, 7 one invalid, 9 one undecided within the limits."
        })
public final class JepsenCheckCommand implements Callable<Integer> {
    static final int UNDECIDED = 9;

    /** Who judges. */
    enum Which {
        NATIVE,
        KNOSSOS,
        BOTH
    }

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Jepsen EDN, log lines or call lines; may be .gz.")
    private List<Path> files = List.of();

    @Option(names = "--model", required = true, paramLabel = "MODEL", description = "What the object is.")
    private String model = "";

    @Option(names = "--initial", paramLabel = "EDN", description = "The state it begins in, when not the usual one.")
    private @Nullable String initial;

    @Option(
            names = "--time-limit",
            defaultValue = "60s",
            paramLabel = "TIME",
            converter = Target.Durations.class,
            description = "For each file (default 60s).")
    private Duration limit = Duration.ofSeconds(60);

    @Option(
            names = "--checker",
            defaultValue = "native",
            paramLabel = "native|knossos|both",
            description = "Who judges (default native); both must agree.")
    private Which checker = Which.NATIVE;

    @Option(names = "--knossos-classpath", paramLabel = "PATH", description = "Where Knossos and Clojure are.")
    private @Nullable String knossosClassPath = System.getenv("CONCORDAT_KNOSSOS");

    @Option(names = "--report", paramLabel = "DIR", description = "Draw each violation as an HTML page in DIR.")
    private @Nullable Path report;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        if (!Models.NAMES.contains(model)) {
            throw CommandFailed.usage("there is no model '" + model + "'", String.join(", ", Models.NAMES));
        }
        int exit = 0;
        for (Path file : files) {
            Validity found = check(file);
            if (found == Validity.INVALID) {
                exit = ErrorCode.VERIFICATION_FAILED.exit();
            } else if (found == Validity.UNKNOWN && exit == 0) {
                exit = UNDECIDED;
            }
        }
        return exit;
    }

    private Validity check(Path file) throws IOException {
        long began = System.nanoTime();
        try {
            History history = HistoryFile.read(file);
            Model<?> chosen = Models.named(model, history.notation(), initial);
            Validity theirs = checker == Which.NATIVE ? null : knossos(chosen, history);
            Judgement judgement = checker == Which.KNOSSOS && theirs != null
                    ? new Judgement(theirs, null, List.of("knossos"))
                    : Checker.standard().judge(chosen, history, Budget.of(limit.toNanos()));
            print(file, history, judgement, (System.nanoTime() - began) / 1e9);
            if (checker == Which.BOTH && theirs != null) {
                compare(file, judgement.validity(), theirs);
            }
            if (report != null) {
                draw(report, file, judgement);
            }
            return judgement.validity();
        } catch (KnossosMissing e) {
            throw CommandFailed.usage(String.valueOf(e.getMessage()), Knossos.WANTED);
        } catch (Inexpressible e) {
            throw CommandFailed.usage(file + ": " + e.getMessage(), "--checker native for such a history");
        } catch (HistoryException e) {
            throw CommandFailed.usage(file + ": " + e.getMessage(), "a history of the model " + model);
        }
    }

    private Validity knossos(Model<?> chosen, History history) {
        if (knossosClassPath == null) {
            throw new KnossosMissing("Knossos is not part of Concordat");
        }
        try (Knossos knossos = new Knossos(knossosClassPath)) {
            return knossos.judge(chosen, history, limit.toMillis());
        }
    }

    /** Two checkers that contradict each other: one of them has a bug, and nothing is proved. */
    private static void compare(Path file, Validity ours, Validity theirs) {
        Output.say(file + ": knossos says " + theirs.name().toLowerCase(Locale.ROOT));
        if (ours != theirs && ours != Validity.UNKNOWN && theirs != Validity.UNKNOWN) {
            throw new CommandFailed(
                    ErrorCode.INTERNAL, file + ": native says " + ours + ", knossos says " + theirs, "one verdict");
        }
    }

    private void draw(Path directory, Path file, Judgement judgement) throws IOException {
        if (judgement.validity() != Validity.INVALID || judgement.decisive() == null) {
            return;
        }
        Optional<? extends Window<?>> window =
                WindowFinder.find(judgement.decisive().problem(), Budget.of(limit.toNanos()));
        if (window.isEmpty()) {
            Output.say(file + ": no window was found within the limits");
            return;
        }
        Files.createDirectories(directory);
        Path page = directory.resolve(file.getFileName() + ".html");
        Files.writeString(page, Page.of(file.getFileName() + ", " + model, window.get()));
        Output.say("drawn: " + page);
    }

    private void print(Path file, History history, Judgement judgement, double seconds) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("file", file.toString());
        line.put(
                "valid",
                switch (judgement.validity()) {
                    case VALID -> true;
                    case INVALID -> false;
                    case UNKNOWN -> "unknown";
                });
        line.put("operations", history.invocations());
        line.put("model", model);
        line.put("checker", checker.name().toLowerCase(Locale.ROOT));
        line.put("seconds", seconds);
        line.put("engine", String.join("+", judgement.engines()));
        String why = why(judgement);
        if (!why.isEmpty()) {
            line.put("reason", why);
        }
        output.result(
                line,
                line.get("valid") + "\t" + history.invocations() + " operations\t" + String.format("%.2f", seconds)
                        + " s\t" + file + (why.isEmpty() ? "" : "\n  " + why));
    }

    private static String why(Judgement judgement) {
        if (judgement.decisive() == null) {
            return "";
        }
        Verdict verdict = judgement.decisive().verdict();
        if (verdict instanceof Verdict.Invalid invalid) {
            return "cannot be placed: " + invalid.culprit().describe()
                    + (invalid.reason().isEmpty() ? "" : "; " + invalid.reason());
        }
        return verdict instanceof Verdict.Unknown unknown
                ? unknown.cause() + ", at event " + unknown.position() + " in " + unknown.engine()
                : "";
    }
}
