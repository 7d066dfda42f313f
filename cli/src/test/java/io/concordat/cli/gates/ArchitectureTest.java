package io.concordat.cli.gates;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.concordat.cli.gates.fixture.raft.CleanProtocol;
import io.concordat.cli.gates.fixture.raft.ImpureProtocol;
import io.concordat.cli.gates.fixture.storage.Wall;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Direction and purity. Each rule is shown to be able to fail, on fixture classes that break it. */
class ArchitectureTest {
    private static final Pattern OUR_CLASSES = Pattern.compile("/target/(classes|concordat-[a-z]+-[^/]*\\.jar)/?$");
    private static JavaClasses ours;

    @BeforeAll
    static void readBytecode() {
        // By place: looking for packages opens every library on the class path, and most of them are not ours.
        List<Location> places = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> OUR_CLASSES.matcher(entry).find())
                .map(ArchitectureTest::location)
                .toList();
        assertThat(places).hasSizeGreaterThan(5);
        ours = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importLocations(places);
    }

    /** A build that packages first puts jars on the class path, not directories of classes. */
    private static Location location(String entry) {
        try {
            return entry.endsWith(".jar") ? Location.of(new JarFile(entry)) : Location.of(Path.of(entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyClassBelongsToAKnownModule() {
        Set<String> found = ours.stream().map(Modules::of).collect(Collectors.toCollection(TreeSet::new));
        assertThat(found).contains("consensus-core").isSubsetOf(Modules.MAY_USE.keySet());
    }

    @Test
    void modulesUseOnlyWhatIsBelowThem() {
        classes().should(Modules.onlyUseModulesBelow(Modules::of)).check(ours);
    }

    @Test
    void protocolsAndServiceStatesArePure() {
        purity().check(ours);
    }

    @Test
    void theCheckerNeedsNothingElseOfConcordat() {
        String[] checker = Stream.of("edn", "history", "model", "check", "evidence", "generate", "knossos")
                .map(name -> "io.concordat.jepsen." + name + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAnyPackage(checker)
                .should()
                .dependOnClassesThat(resideInAPackage("io.concordat..").and(resideOutsideOfPackages(checker)))
                .check(ours);
    }

    @Test
    void aSidewaysDependencyIsCaught() {
        JavaClasses fixtures = new ClassFileImporter().importClasses(ImpureProtocol.class, Wall.class);
        EvaluationResult result = classes()
                .should(Modules.onlyUseModulesBelow(ArchitectureTest::fixtureModule))
                .evaluate(fixtures);
        assertThat(result.getFailureReport().getDetails()).anyMatch(d -> d.startsWith("raft uses storage"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.System.nanoTime",
                "java.lang.Thread",
                "java.util.concurrent",
                "java.io.File",
                "java.util.Random",
                "java.util.UUID",
                "java.util.HashMap",
                "java.util.HashSet",
                "java.util.IdentityHashMap",
                "java.util.Map.of",
                "java.util.Set.of",
                "toMap",
                "toSet",
                "groupingBy",
                "parallelStream",
                "java.lang.Object.hashCode"
            })
    void anImpurityIsCaught(String what) {
        JavaClasses fixture = new ClassFileImporter().importClasses(ImpureProtocol.class);
        EvaluationResult result = classes().should(Purity.bePure()).evaluate(fixture);
        assertThat(result.getFailureReport().getDetails()).anyMatch(d -> d.contains(what));
    }

    @Test
    void pureCodePasses() {
        JavaClasses fixture = new ClassFileImporter().importClasses(CleanProtocol.class);
        assertThat(classes().should(Purity.bePure()).evaluate(fixture).hasViolation())
                .isFalse();
    }

    private static ArchRule purity() {
        return classes()
                .that()
                .resideInAnyPackage("io.concordat.raft..", "io.concordat.pbft..", "io.concordat.services..state..")
                .and()
                .resideOutsideOfPackage("..wire..")
                .should(Purity.bePure())
                .allowEmptyShould(true);
    }

    private static String fixtureModule(JavaClass type) {
        String inPackage = type.getPackageName();
        return inPackage.contains("gates.fixture.") ? inPackage.substring(inPackage.lastIndexOf('.') + 1) : "";
    }
}
