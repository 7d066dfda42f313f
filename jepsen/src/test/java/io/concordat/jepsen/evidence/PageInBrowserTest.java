package io.concordat.jepsen.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.concordat.jepsen.check.Budget;
import io.concordat.jepsen.check.Checker;
import io.concordat.jepsen.check.Judgement;
import io.concordat.jepsen.check.WindowFinder;
import io.concordat.jepsen.edn.EdnReader;
import io.concordat.jepsen.history.Event;
import io.concordat.jepsen.history.Notation;
import io.concordat.jepsen.history.Pairing;
import io.concordat.jepsen.model.Models;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What a reader sees, measured by a browser: the picture, and in it the operation that cannot be placed. */
@Tag("tool")
class PageInBrowserTest {
    /** Leaves its measurements in the document, which the browser prints when it has run this. */
    private static final String MEASURE =
            """
            <pre id="measured"></pre><script>
            const box = b => [b.x, b.y, b.width, b.height].map(Math.round).join(" ");
            const one = s => box(document.querySelector(s).getBoundingClientRect());
            document.getElementById("measured").textContent =
              "svg " + one("svg") + ";culprit " + one("g.culprit rect")
              + ";paths " + document.querySelectorAll("li").length
              + ";text " + document.querySelector("#culprit").innerText
              + ";outside " + document.querySelectorAll("[src],link,iframe,image").length + ";";
            </script></body>
            """;

    @TempDir
    Path home;

    static boolean chromiumIsThere() {
        return Browser.isThere();
    }

    @Test
    @EnabledIf(value = "chromiumIsThere", disabledReason = "needs chromium on the PATH")
    void aStaleReadIsDrawnWhereItCanBeSeen() throws Exception {
        String dom = new Browser(home).dom(staleRead().replace("</body>", MEASURE));
        Matcher measured = Pattern.compile("<pre id=\"measured\">svg (\\d+) (\\d+) (\\d+) (\\d+);culprit (\\d+) (\\d+)"
                        + " (\\d+) (\\d+);paths (\\d+);text (.*);outside (\\d+);</pre>")
                .matcher(dom);
        assertThat(measured.find()).as(dom).isTrue();
        int[] n = new int[12];
        for (int i = 1; i <= 11; i++) {
            n[i] = i == 10 ? 0 : Integer.parseInt(measured.group(i));
        }
        assertThat(n[3]).as("the picture's width").isGreaterThan(200);
        assertThat(n[7]).as("the culprit's width").isGreaterThan(3);
        assertThat(n[5]).as("the culprit lies in the picture").isBetween(n[1], n[1] + n[3] - n[7]);
        assertThat(n[6]).as("the culprit lies in the picture").isBetween(n[2], n[2] + n[4] - n[8]);
        assertThat(n[9]).as("orders tried").isPositive();
        assertThat(measured.group(10)).contains("read").contains("1");
        assertThat(n[11]).as("what is loaded from elsewhere").isZero();
    }

    private static String staleRead() {
        Pairing pairing = new Pairing(Notation.EDN);
        completed(pairing, 0, "write", "1");
        completed(pairing, 1, "write", "2");
        completed(pairing, 2, "read", "1");
        Budget budget = Budget.of(TimeUnit.SECONDS.toNanos(10));
        Judgement judgement =
                Checker.standard().judge(Models.named("register", Notation.EDN, null), pairing.finish(), budget);
        assertThat(judgement.validity()).isEqualTo(Judgement.Validity.INVALID);
        return Page.of(
                "a stale read",
                WindowFinder.find(judgement.decisive().problem(), budget).orElseThrow());
    }

    private static void completed(Pairing history, long process, String f, String value) {
        Object result = EdnReader.parse(value);
        history.accept(new Event(Event.Type.INVOKE, process, f, f.equals("read") ? null : result, null, -1));
        history.accept(new Event(Event.Type.OK, process, f, result, null, -1));
    }
}
