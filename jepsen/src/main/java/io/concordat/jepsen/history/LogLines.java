package io.concordat.jepsen.history;

import io.concordat.jepsen.edn.EdnReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Jepsen's log: {@code INFO  jepsen.util - PROCESS<tab>:TYPE<tab>:F<tab>VALUE}; other lines are talk. */
final class LogLines {
    static final Pattern EVENT =
            Pattern.compile("(?:^|.*\\s)(\\d+)\\s+:(invoke|ok|fail|info)\\s+:(\\S+)\\s*(.*?)\\s*$");

    private LogLines() {}

    static void read(BufferedReader in, Consumer<Event> events) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Matcher m = EVENT.matcher(line);
            if (m.matches()) {
                Event.Type type = Event.Type.valueOf(m.group(2).toUpperCase(java.util.Locale.ROOT));
                events.accept(
                        new Event(type, Long.parseLong(m.group(1)), m.group(3), value(type, m.group(4)), null, -1));
            }
        }
    }

    /** After a failure there stands the reason, not the value. */
    private static @Nullable Object value(Event.Type type, String text) {
        boolean reason = type == Event.Type.INFO || type == Event.Type.FAIL;
        return reason || text.isEmpty() ? null : EdnReader.parse(text);
    }
}
