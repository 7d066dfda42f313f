package io.concordat.services;

import io.concordat.api.ServiceProvider;
import io.concordat.api.StateMachine;
import io.concordat.config.Limits;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The services that can be mounted by name, found on the class path. Immutable; thread-safe. */
public final class ServiceCatalog {
    private final TreeMap<String, ServiceProvider> providers = new TreeMap<>();

    /** Throws {@link IllegalArgumentException}, naming both places, when two providers have one name. */
    public ServiceCatalog(Iterable<ServiceProvider> found) {
        for (ServiceProvider provider : found) {
            ServiceProvider other = providers.putIfAbsent(provider.name(), provider);
            if (other != null) {
                throw new IllegalArgumentException("service " + provider.name() + " comes twice: from " + place(other)
                        + " and " + place(provider));
            }
        }
    }

    public static ServiceCatalog onClassPath() {
        return new ServiceCatalog(ServiceLoader.load(ServiceProvider.class));
    }

    private static String place(ServiceProvider provider) {
        var source = provider.getClass().getProtectionDomain().getCodeSource();
        String name = provider.getClass().getName();
        return source == null ? name : name + " in " + source.getLocation();
    }

    /** A fresh machine with these services; throws {@link IllegalArgumentException} for names that nobody provides. */
    public Services mount(List<String> names, Limits limits) {
        TreeMap<String, StateMachine> machines = new TreeMap<>();
        for (String name : names) {
            ServiceProvider provider = providers.get(name);
            if (provider == null) {
                throw new IllegalArgumentException(
                        "no service \"" + name + "\" on the class path; there are " + providers.keySet());
            }
            machines.put(name, provider.create(limits));
        }
        return new Services(machines);
    }
}
