package io.concordat.jepsen.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.jepsen.check.Budget;
import io.concordat.jepsen.check.Checker;
import io.concordat.jepsen.check.Judgement;
import io.concordat.jepsen.check.WindowFinder;
import io.concordat.jepsen.evidence.Browser;
import io.concordat.jepsen.history.Event;
import io.concordat.jepsen.history.Notation;
import io.concordat.jepsen.history.Pairing;
import io.concordat.jepsen.model.Register;
import io.concordat.jepsen.nemesis.Selection;
import io.concordat.jepsen.run.FaultSpan;
import io.concordat.jepsen.run.Hurt;
import io.concordat.jepsen.run.RunPlan;
import io.concordat.jepsen.run.RunResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The page of a run as a reader sees it, measured by a browser. */
@Tag("tool")
class ReportInBrowserTest {
    private static final String MEASURE =
            """
            <pre id="measured"></pre><script>
            const height = s => Math.round(document.querySelector(s).getBoundingClientRect().height);
            const top_ = s => Math.round(document.querySelector(s).getBoundingClientRect().top);
            document.getElementById("measured").textContent =
              "first " + document.body.firstElementChild.id + ";verdict " + document.querySelector("#verdict").innerText
              + ";latency " + height("#latency") + ";rate " + height("#rate") + ";timeline " + height("#timeline")
              + ";points " + document.querySelectorAll("#latency circle").length
              + ";bands " + document.querySelectorAll("#latency .fault").length
              + ";boxes " + document.querySelectorAll("#timeline rect").length
              + ";below " + (top_("#culprit") > top_("#nemeses"))
              + ";outside " + document.querySelectorAll("[src],link,iframe,image").length + ";";
            </script></body>
            """;

    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

    @TempDir
    Path home;

    static boolean chromiumIsThere() {
        return Browser.isThere();
    }

    @Test
    @EnabledIf(value = "chromiumIsThere", disabledReason = "needs chromium on the PATH")
    void theVerdictComesFirstAndEverythingIsDrawn() throws Exception {
        String page = ReportPage.of(refuted()).replace("</body>", MEASURE);
        String dom = new Browser(home).dom(page);
        Matcher measured = Pattern.compile(
                        "first (.*);verdict (.*);latency (\\d+);rate (\\d+);timeline (\\d+);points (\\d+);"
                                + "bands (\\d+);boxes (\\d+);below (.*);outside (\\d+);</pre>")
                .matcher(dom);
        assertThat(measured.find()).as(dom).isTrue();
        assertThat(measured.group(1)).isEqualTo("verdict");
        assertThat(measured.group(2)).isEqualTo("Not valid");
        for (int picture = 3; picture <= 4; picture++) {
            assertThat(Integer.parseInt(measured.group(picture))).isGreaterThan(200);
        }
        assertThat(Integer.parseInt(measured.group(5))).isGreaterThan(40);
        assertThat(measured.group(6)).as("points").isEqualTo("3");
        assertThat(measured.group(7)).as("bands").isEqualTo("1");
        assertThat(measured.group(8)).as("boxes").isEqualTo("3");
        assertThat(measured.group(9)).isEqualTo("true");
        assertThat(measured.group(10)).as("what is loaded from elsewhere").isEqualTo("0");
    }

    /** Two writes, then a read of the first. */
    private static RunResult refuted() {
        List<Event> events = new ArrayList<>();
        completed(events, 0, "write", 1L);
        completed(events, 1, "write", 2L);
        completed(events, 2, "read", 1L);
        Pairing pairing = new Pairing(Notation.EDN);
        events.forEach(pairing::accept);
        Budget budget = Budget.of(TimeUnit.SECONDS.toNanos(10));
        Judgement judgement = Checker.standard().judge(new Register(0L, true), pairing.finish(), budget);
        RunPlan plan = new RunPlan(
                "raft",
                3,
                7_400,
                5,
                100,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                1,
                Selection.parse("kill"),
                Map.of(),
                "",
                Path.of("run"));
        return new RunResult(
                plan,
                "register",
                "cas-register",
                judgement.validity(),
                List.of("the history is not linearizable"),
                events,
                judgement,
                WindowFinder.find(judgement.decisive().problem(), budget).orElseThrow(),
                Map.of(1, "ab", 2, "ab"),
                List.of(new FaultSpan("kill", "node-1", 10 * MS, 25 * MS, 0)),
                Map.of("kill", new Hurt.Count(1, 0, 1, 0)),
                Map.of("read failed: NO_QUORUM", 2),
                5);
    }

    private static void completed(List<Event> events, long process, String f, long value) {
        long from = process * 10 * MS;
        events.add(new Event(Event.Type.INVOKE, process, f, f.equals("read") ? null : value, null, from));
        events.add(new Event(Event.Type.OK, process, f, value, null, from + 5 * MS));
    }
}
