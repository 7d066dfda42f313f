package io.concordat.jepsen.history;

import io.concordat.jepsen.edn.Keyword;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lines such as {@code [1] call add(3)} and {@code [1] return empty}; {@code #} opens a comment. */
final class CallLines {
    static final Pattern LINE = Pattern.compile("\\s*\\[\\s*(\\d+)\\s*]\\s+(call|return)\\b\\s*(.*?)\\s*");
    private static final Pattern CALL = Pattern.compile("([^(\\s]+)\\s*(?:\\(\\s*(.*?)\\s*\\))?");

    private CallLines() {}

    static void read(BufferedReader in, Consumer<Event> events) throws IOException {
        Map<Long, String> asked = new HashMap<>();
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            Matcher m = LINE.matcher(line);
            if (!m.matches()) {
                throw new HistoryException("line " + number + ": expected [PROCESS] call F(VALUE) or return VALUE");
            }
            long process = Long.parseLong(m.group(1));
            if (m.group(2).equals("return")) {
                String f = asked.getOrDefault(process, "return");
                events.accept(new Event(Event.Type.OK, process, f, value(m.group(3)), null, -1));
                continue;
            }
            Matcher call = CALL.matcher(m.group(3));
            if (!call.matches()) {
                throw new HistoryException("line " + number + ": expected a call, not " + m.group(3));
            }
            asked.put(process, call.group(1));
            Object value = value(call.group(2));
            events.accept(new Event(Event.Type.INVOKE, process, call.group(1), value, null, -1));
        }
    }

    private static @Nullable Object value(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.matches("-?\\d{1,18}")) {
            return Long.valueOf(text);
        }
        return text.equals("empty") ? Keyword.of("empty") : text;
    }
}
