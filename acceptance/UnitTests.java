import java.nio.file.Path;
import java.util.Set;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests on classes that Maven must not compile again: those named after BUG ("R22_...") first, then all. Stops at
 * the first failure: prints "Class.method", exit status 7. Otherwise prints how many passed; none at all is an error.
 *
 * <p>Usage: java -cp ... UnitTests.java TEST-CLASSES BUG
 */
final class UnitTests implements TestExecutionListener {
    private int passed;

    public static void main(String[] args) {
        UnitTests tests = new UnitTests();
        PostDiscoveryFilter namesake = test -> FilterResult.includedIf(
                !test.getUniqueId().toString().matches(".*\\[(method|test-template|test-factory):.*")
                        || test.getUniqueId().toString().matches(".*[:_]" + args[1] + "_.*"));
        tests.run(args[0], namesake);
        tests.run(args[0], test -> FilterResult.included("all"));
        System.out.println(tests.passed + " passed");
        System.exit(tests.passed > 0 ? 0 : 1);
    }

    private void run(String classes, PostDiscoveryFilter filter) {
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClasspathRoots(Set.of(Path.of(classes))))
                .filters(filter);
        LauncherFactory.create().execute(request.build(), this);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.FAILED) {
            // The names of a failed factory or parameterised test stand in the identifier's path.
            System.out.println(test.getUniqueId()
                    .replaceAll("^.*?\\[class:(?:[a-z0-9_]+\\.)*", "")
                    .replaceAll("\\[(nested-class|method|test-template(-invocation)?|test-factory|dynamic-test):", "")
                    .replaceAll("\\]/?", ".")
                    .replaceAll("\\([^)]*\\)", "")
                    .replaceAll("\\.$", ""));
            result.getThrowable().ifPresent(Throwable::printStackTrace);
            System.out.flush();
            Runtime.getRuntime().halt(7);
        }
        passed += test.isTest() ? 1 : 0;
    }
}
