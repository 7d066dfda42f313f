package io.concordat.cli.gates;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** What code that must give the same answer on every replica may not touch: time, threads, chance, I/O, hash order. */
final class Purity {
    private static final Set<String> TYPES = Set.of(
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.lang.Runtime",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.security.SecureRandom",
            "java.util.UUID",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.IdentityHashMap",
            "java.util.WeakHashMap",
            "java.util.Timer",
            "java.time.Clock");
    private static final Set<String> PACKAGES = Set.of(
            "java.util.concurrent", "java.io", "java.nio.file", "java.nio.channels", "java.net", "java.util.random");
    /** The contract of restore speaks of streams; they are handed in, never opened here. */
    private static final Set<String> ALLOWED = Set.of(
            "java.io.IOException", "java.io.UncheckedIOException", "java.io.InputStream", "java.io.OutputStream");

    private static final Set<String> CALLS = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.identityHashCode",
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.Math.random",
            "java.lang.Object.hashCode",
            "java.lang.Enum.hashCode",
            "java.time.Instant.now",
            "java.util.Map.of",
            "java.util.Map.ofEntries",
            "java.util.Map.copyOf",
            "java.util.Set.of",
            "java.util.Set.copyOf",
            "java.util.stream.Collectors.toMap",
            "java.util.stream.Collectors.toSet",
            "java.util.stream.Collectors.toUnmodifiableMap",
            "java.util.stream.Collectors.toUnmodifiableSet",
            "java.util.stream.Collectors.groupingBy",
            "java.util.stream.Collectors.partitioningBy",
            "java.util.Collection.parallelStream",
            "java.util.stream.BaseStream.parallel");
    private static final Set<String> CALL_NAMES = Set.of("parallelStream", "parallel", "identityHashCode");

    private Purity() {}

    static ArchCondition<JavaClass> bePure() {
        return new ArchCondition<>("be pure") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().forEach(d -> {
                    if (impureType(d.getTargetClass())) {
                        events.add(SimpleConditionEvent.violated(d, d.getDescription()));
                    }
                });
                type.getAccessesFromSelf().forEach(a -> {
                    if (impureCall(a.getTarget())) {
                        events.add(SimpleConditionEvent.violated(a, a.getDescription()));
                    }
                });
            }
        };
    }

    private static boolean impureType(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        if (ALLOWED.contains(base.getName())) {
            return false;
        }
        String inPackage = base.getPackageName();
        return TYPES.contains(base.getName())
                || PACKAGES.stream().anyMatch(p -> inPackage.equals(p) || inPackage.startsWith(p + "."));
    }

    private static boolean impureCall(AccessTarget target) {
        boolean ofEnum =
                target.getName().equals("hashCode") && target.getOwner().isEnum();
        boolean parallel = CALL_NAMES.contains(target.getName())
                && target.getOwner().getName().startsWith("java.");
        return ofEnum || parallel || CALLS.contains(target.getOwner().getName() + "." + target.getName());
    }
}
