package io.concordat.jepsen.history;

import io.concordat.jepsen.edn.Edn;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes events as Jepsen and Knossos read them: one map a line, with dense indices. Not thread-safe. */
public final class EventWriter {
    private final Appendable out;
    private long index;

    public EventWriter(Appendable out) {
        this.out = out;
    }

    public void write(Event event) throws IOException {
        StringBuilder line = new StringBuilder(96)
                .append("{:index ")
                .append(index)
                .append(", :time ")
                .append(event.nanos() < 0 ? index : event.nanos())
                .append(", :type :")
                .append(event.type().name().toLowerCase(Locale.ROOT))
                .append(", :process ")
                .append(event.process())
                .append(", :f :")
                .append(event.f());
        if (event.key() != null) {
            Edn.write(line.append(", :key "), event.key());
        }
        Edn.write(line.append(", :value "), event.value());
        out.append(line.append("}\n"));
        index++;
    }

    /** A fault began or ended: a marker between the operations. {@code f} and {@code value} are for readers. */
    public void marker(String f, Object value, long nanos) throws IOException {
        out.append("{:index " + index + ", :time " + Math.max(0, nanos) + ", :type :info, :process :nemesis, :f :" + f
                + ", :value " + Edn.write(value) + "}\n");
        index++;
    }

    /** All operations of a history; those that failed are not among them. */
    public static void write(History history, Appendable out) throws IOException {
        EventWriter writer = new EventWriter(out);
        List<Operation> operations = history.operations();
        Operation[] byReturn = operations.stream().filter(Operation::completed).toArray(Operation[]::new);
        Arrays.sort(byReturn, Comparator.comparingInt(Operation::returned));
        int done = 0;
        for (Operation called : operations) {
            while (done < byReturn.length && byReturn[done].returned() < called.called()) {
                writer.returned(byReturn[done++]);
            }
            writer.write(event(
                    Event.Type.INVOKE,
                    called,
                    called.argument(),
                    called.interval().calledNanos()));
        }
        while (done < byReturn.length) {
            writer.returned(byReturn[done++]);
        }
    }

    private void returned(Operation operation) throws IOException {
        write(event(
                Event.Type.OK,
                operation,
                operation.result(),
                operation.interval().returnedNanos()));
    }

    private static Event event(Event.Type type, Operation of, @Nullable Object value, long nanos) {
        return new Event(type, of.process(), of.f(), value, of.key(), nanos);
    }
}
