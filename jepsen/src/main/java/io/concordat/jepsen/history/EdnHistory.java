package io.concordat.jepsen.history;

import io.concordat.jepsen.edn.EdnReader;
import io.concordat.jepsen.edn.Keyword;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Jepsen's histories: one vector or list of maps, or maps one after another. Only the order of the file counts; unknown
 * keys are skipped, events of processes that are no numbers (the nemesis) are markers.
 */
final class EdnHistory {
    private final EdnReader in;
    private final Consumer<Event> events;

    private EdnHistory(Reader text, Consumer<Event> events) {
        in = new EdnReader(text);
        this.events = events;
    }

    static void read(Reader text, Consumer<Event> events) throws IOException {
        new EdnHistory(text, events).readAll();
    }

    private void readAll() throws IOException {
        int first = in.peekPast();
        int end = first == '[' ? ']' : first == '(' ? ')' : -1;
        if (end != -1) {
            in.next();
        }
        int c = in.peekPast();
        while (c != end) {
            if (c == '#') {
                skipTag();
            } else if (c != '{') {
                throw in.wrong("an operation, which is a map");
            }
            in.next();
            event();
            c = in.peekPast();
        }
    }

    /** A record prints as {@code #jepsen.history.Op{…}}. */
    private void skipTag() throws IOException {
        int c = in.next();
        while (c != '{') {
            if (c == -1) {
                throw in.wrong("an operation after a tag");
            }
            c = in.peekPast();
            if (c != '{') {
                in.next();
            }
        }
    }

    private void event() throws IOException {
        Object process = null;
        Object type = null;
        Object f = null;
        Object value = null;
        Object key = null;
        long nanos = -1;
        while (in.peekPast() != '}') {
            Object name = in.read();
            Object found = in.read();
            switch (name instanceof Keyword keyword ? keyword.name() : "") {
                case "process" -> process = found;
                case "type" -> type = found;
                case "f" -> f = found;
                case "value" -> value = found;
                case "key" -> key = found;
                case "time" -> nanos = found instanceof Long time ? time : -1;
                default -> {}
            }
        }
        in.next();
        if (process instanceof Long client) {
            events.accept(new Event(type(type), client, name(f), value, key, nanos));
        }
    }

    private Event.Type type(@Nullable Object type) {
        String name = type instanceof Keyword keyword ? keyword.name() : String.valueOf(type);
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "invoke" -> Event.Type.INVOKE;
            case "ok" -> Event.Type.OK;
            case "fail" -> Event.Type.FAIL;
            case "info" -> Event.Type.INFO;
            default -> throw in.wrong(":type :invoke, :ok, :fail or :info, not " + type);
        };
    }

    private static String name(@Nullable Object f) {
        return f instanceof Keyword keyword ? keyword.name() : String.valueOf(f);
    }
}
