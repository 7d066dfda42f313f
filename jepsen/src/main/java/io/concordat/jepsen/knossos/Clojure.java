package io.concordat.jepsen.knossos;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Clojure runtime in a class loader of its own, called by the names of its functions. */
final class Clojure implements AutoCloseable {
    private final URLClassLoader loader;
    private final Method var;
    private final Class<?> function;

    /** @throws KnossosMissing when there is no Clojure on that class path */
    Clojure(String classPath) {
        loader = new URLClassLoader(urls(classPath), ClassLoader.getPlatformClassLoader());
        try {
            var = inLoader(() -> loader.loadClass("clojure.java.api.Clojure"))
                    .getMethod("var", Object.class, Object.class);
            function = loader.loadClass("clojure.lang.IFn");
        } catch (ReflectiveOperationException e) {
            throw new KnossosMissing("there is no Clojure on the class path " + classPath, e);
        }
    }

    private static URL[] urls(String classPath) {
        List<URL> urls = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator)) {
            try {
                urls.add(new File(entry).toURI().toURL());
            } catch (MalformedURLException e) {
                throw new KnossosMissing("no class path entry: " + entry, e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    /** Loads a namespace. */
    void require(String namespace) {
        call("clojure.core", "require", symbol(namespace));
    }

    Object symbol(String name) {
        return some(call("clojure.core", "symbol", name));
    }

    Object keyword(String name) {
        return some(call("clojure.core", "keyword", name));
    }

    /** Data from its text. */
    @Nullable
    Object read(String edn) {
        require("clojure.edn");
        return call("clojure.edn", "read-string", edn);
    }

    @Nullable
    Object call(String namespace, String name, @Nullable Object... arguments) {
        try {
            return inLoader(() -> {
                Object f = var.invoke(null, namespace, name);
                Class<?>[] types = new Class<?>[arguments.length];
                Arrays.fill(types, Object.class);
                return function.getMethod("invoke", types).invoke(f, arguments);
            });
        } catch (InvocationTargetException e) {
            throw new KnossosMissing(namespace + "/" + name + " failed: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new KnossosMissing("cannot call " + namespace + "/" + name, e);
        }
    }

    static Object some(@Nullable Object value) {
        if (value == null) {
            throw new KnossosMissing("Clojure answered nil");
        }
        return value;
    }

    private interface Reflecting<T> {
        T run() throws ReflectiveOperationException;
    }

    /** Clojure finds its namespaces through the loader of the calling thread. */
    private <T> T inLoader(Reflecting<T> work) throws ReflectiveOperationException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public void close() {
        call("clojure.core", "shutdown-agents");
        try {
            loader.close();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
