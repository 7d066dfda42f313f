package io.concordat.cli.gates;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one-way street of the modules, checked on bytecode: a Maven dependency says what is possible, this says what is
 * meant.
 */
final class Modules {
    private static final Set<String> ALL = Set.of(
            "consensus-core", "raft", "pbft", "storage", "net", "services", "simulation", "node", "jepsen", "cli");
    static final Map<String, Set<String>> MAY_USE = Map.of(
            "consensus-core", Set.of(),
            "raft", Set.of("consensus-core"),
            "pbft", Set.of("consensus-core"),
            "storage", Set.of("consensus-core"),
            "net", Set.of("consensus-core"),
            "services", Set.of("consensus-core"),
            "simulation", Set.of("consensus-core"),
            "node", Set.of("consensus-core", "raft", "pbft", "storage", "net", "services"),
            "jepsen", Set.of("consensus-core", "node", "services", "net"),
            "cli", ALL);
    private static final Pattern PLACE = Pattern.compile("/([^/]+)/target/");

    private Modules() {}

    /** The module a class was built in, read off the place its bytes came from; empty for anything that is not ours. */
    static String of(JavaClass type) {
        if (!type.getPackageName().startsWith("io.concordat")) {
            return "";
        }
        String place = type.getSource().map(s -> s.getUri().toString()).orElse("");
        Matcher m = PLACE.matcher(place);
        String module = "";
        while (m.find()) {
            module = m.group(1);
        }
        return module;
    }

    static ArchCondition<JavaClass> onlyUseModulesBelow(Function<JavaClass, String> moduleOf) {
        return new ArchCondition<>("only use modules below its own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String from = moduleOf.apply(type);
                if (from.isEmpty()) {
                    return;
                }
                type.getDirectDependenciesFromSelf().forEach(d -> {
                    String to = moduleOf.apply(d.getTargetClass());
                    if (!to.isEmpty()
                            && !to.equals(from)
                            && !MAY_USE.getOrDefault(from, Set.of()).contains(to)) {
                        events.add(SimpleConditionEvent.violated(d, from + " uses " + to + ": " + d.getDescription()));
                    }
                });
            }
        };
    }
}
