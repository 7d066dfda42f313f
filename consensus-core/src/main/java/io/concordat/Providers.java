package io.concordat;

import io.concordat.protocol.ProtocolFactory;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is on the class path. Of each kind there is exactly one, or the error says what to add or to remove. */
final class Providers {
    private Providers() {}

    static <T> T one(Class<T> kind, String artifact) {
        return only(ServiceLoader.load(kind).iterator(), kind.getSimpleName(), artifact);
    }

    static ProtocolFactory protocol(String name) {
        List<ProtocolFactory> named = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>();
        for (ProtocolFactory factory : ServiceLoader.load(ProtocolFactory.class)) {
            names.add(factory.name());
            if (factory.name().equals(name)) {
                named.add(factory);
            }
        }
        String kind = "protocol '" + name + "'" + (names.isEmpty() ? "" : " (there are " + names + ")");
        return only(named.iterator(), kind, "io.concordat:concordat-" + name);
    }

    static <T> T only(Iterator<T> found, String kind, String artifact) {
        List<T> all = new ArrayList<>();
        found.forEachRemaining(all::add);
        if (all.isEmpty()) {
            throw new IllegalStateException("no " + kind + " on the class path; add the artifact " + artifact);
        }
        if (all.size() > 1) {
            String places = all.stream().map(Providers::place).sorted().collect(Collectors.joining(" and "));
            throw new IllegalStateException("more than one " + kind + " on the class path: " + places);
        }
        return all.get(0);
    }

    private static String place(Object provider) {
        String name = provider.getClass().getName();
        CodeSource source = provider.getClass().getProtectionDomain().getCodeSource();
        return source == null ? name : name + " in " + source.getLocation();
    }
}
