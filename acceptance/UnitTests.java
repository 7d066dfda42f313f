import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests on planted classes, without Maven.
 *
 * <p>{@code java -cp ... UnitTests TEST-CLASSES}: all of a module. Stops at the first failure: prints "Class.method",
 * exit status 7. Otherwise prints how many passed; none at all is an error.
 *
 * <p>{@code java -cp ... UnitTests}: for each line "BUG PATH:PATH:... CLASS CLASS ..." of the standard input the tests
 * of those classes that are named after the bug, in a class loader of its own, with those paths before all others; one
 * line out, "BUG tests Class.method" or "BUG none". The class path holds only what no bug is planted in.
 */
final class UnitTests implements TestExecutionListener {
    private static final int PATIENCE_SECONDS = 180;

    private final boolean haltAtFirst;
    private int passed;
    private String failed;

    private UnitTests(boolean haltAtFirst) {
        this.haltAtFirst = haltAtFirst;
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in));
            for (String job = jobs.readLine(); job != null; job = jobs.readLine()) {
                List<String> words = List.of(job.split(" "));
                System.out.println(words.get(0) + " " + namesakes(words));
                System.out.flush();
            }
            System.exit(0);
        }
        UnitTests tests = new UnitTests(true);
        Set<Path> root = Set.of(Path.of(args[0]));
        tests.run(DiscoverySelectors.selectClasspathRoots(root), test -> FilterResult.included("all"));
        System.out.println(tests.passed + " passed");
        System.exit(tests.passed > 0 ? 0 : 1);
    }

    private static String namesakes(List<String> words) throws IOException, InterruptedException {
        UnitTests tests = new UnitTests(false);
        URL[] planted = Stream.of(words.get(1).split(":"))
                .map(path -> {
                    try {
                        return Path.of(path).toUri().toURL();
                    } catch (IOException e) {
                        throw new IllegalArgumentException(path, e);
                    }
                })
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(planted)) {
            Thread runner = new Thread(() -> tests.run(
                    words.subList(2, words.size()).stream()
                            .map(DiscoverySelectors::selectClass)
                            .toList(),
                    namesakesOf(words.get(0))));
            runner.setDaemon(true);
            runner.setContextClassLoader(loader);
            runner.start();
            runner.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            if (tests.failed == null && runner.isAlive()) {
                return "tests that hang";
            }
        }
        return tests.failed != null ? "tests " + tests.failed : tests.passed > 0 ? "none" : "missing";
    }

    /**
     * Tests of R05b are those named R05b_ and those named R05_, for all its variants; of a harmless change, those of
     * all bugs that it is the control of.
     */
    private static PostDiscoveryFilter namesakesOf(String bug) {
        String name =
                switch (bug) {
                    case "harmless" -> "[RSX][0-9]{2}[a-z]?";
                    case "harmless-pbft" -> "P[0-9]{2}[a-z]?";
                    default -> bug.replaceAll("([a-z])$", "$1?");
                };
        String namesake = ".*[:_]" + name + "_.*";
        return test -> FilterResult.includedIf(
                !test.getUniqueId().toString().matches(".*\\[(method|test-template|test-factory):.*")
                        || test.getUniqueId().toString().matches(namesake));
    }

    private void run(List<? extends DiscoverySelector> what, PostDiscoveryFilter filter) {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(what)
                .filters(filter, TagFilter.excludeTags("nightly"));
        LauncherFactory.create().execute(request.build(), this);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            // The names of a failed factory or parameterised test stand in the identifier's path.
            String name = test.getUniqueId()
                    .replaceAll("^.*?\\[class:(?:[a-z0-9_]+\\.)*", "")
                    .replaceAll("\\[test-template-invocation:[^\\]]*\\]/?", "")
                    .replaceAll("\\[(nested-class|method|test-template|test-factory|dynamic-test):", "")
                    .replaceAll("\\]/?", ".")
                    .replaceAll("\\([^)]*\\)", "")
                    .replaceAll("\\.$", "");
            failed = failed == null ? name : failed;
            result.getThrowable().ifPresent(Throwable::printStackTrace);
            if (haltAtFirst) {
                System.out.println(failed);
                System.out.flush();
                Runtime.getRuntime().halt(7);
            }
        }
        passed += test.isTest() ? 1 : 0;
    }
}
