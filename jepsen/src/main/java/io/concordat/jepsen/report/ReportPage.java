package io.concordat.jepsen.report;

import io.concordat.jepsen.check.Judgement;
import io.concordat.jepsen.check.Verdict;
import io.concordat.jepsen.evidence.Page;
import io.concordat.jepsen.history.Event;
import io.concordat.jepsen.history.Operation;
import io.concordat.jepsen.run.FaultSpan;
import io.concordat.jepsen.run.Hurt;
import io.concordat.jepsen.run.RunPlan;
import io.concordat.jepsen.run.RunResult;
import java.util.List;
import java.util.stream.Collectors;

/** A run on one page: the verdict first, then what was done, then what it looked like. */
public final class ReportPage {
    private static final String STYLE = "body{font:15px/1.5 system-ui,sans-serif;margin:2em;max-width:100em}"
            + "svg{background:#fafafa;border:1px solid #ddd}text{font:11px monospace}"
            + "table{border-collapse:collapse}td,th{padding:2px 12px;text-align:left;border-bottom:1px solid #ddd}"
            + ".good{color:#15803d}.bad{color:#b91c1c;font-weight:bold}.open{color:#b45309}"
            + ".wide,#picture{overflow-x:auto}li{font-family:monospace}";

    private final RunResult result;
    private final StringBuilder out = new StringBuilder();

    private ReportPage(RunResult result) {
        this.result = result;
    }

    public static String of(RunResult result) {
        return new ReportPage(result).write();
    }

    private String write() {
        RunPlan plan = result.plan();
        String title = result.workload() + " on " + plan.protocol() + ", " + plan.nodes() + " nodes";
        out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(Html.escaped(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body>\n");
        verdict();
        out.append(Html.of(
                "<p>%s; %d clients, %d operations (%d answered, %d failed, %d without an answer) in %.0f s; seed %d."
                        + "</p>%n",
                Html.escaped(title),
                plan.clients(),
                result.operations(),
                count(Event.Type.OK),
                count(Event.Type.FAIL),
                count(Event.Type.INFO),
                result.seconds(),
                plan.seed()));
        nemeses();
        if (result.window() != null) {
            out.append("<h2>What cannot be explained</h2>\n").append(Page.section(result.window()));
        }
        pictures();
        troubles();
        return out.append("</body></html>\n").toString();
    }

    private long count(Event.Type type) {
        return result.history().stream().filter(e -> e.type() == type).count();
    }

    private void verdict() {
        out.append(
                switch (result.validity()) {
                    case VALID -> "<h1 id=\"verdict\" class=\"good\">Linearizable</h1>\n";
                    case INVALID -> "<h1 id=\"verdict\" class=\"bad\">Not valid</h1>\n";
                    case UNKNOWN -> "<h1 id=\"verdict\" class=\"open\">Undecided</h1>\n";
                });
        if (!result.reasons().isEmpty()) {
            out.append(result.reasons().stream()
                    .map(r -> "<li>" + Html.escaped(r) + "</li>")
                    .collect(Collectors.joining("\n", "<ul id=\"reasons\">\n", "\n</ul>\n")));
        }
        if (!result.hashes().isEmpty()) {
            boolean equal = result.hashes().values().stream().distinct().count() == 1;
            out.append("<p>At the end all nodes ran again; everything was read back; their states are ")
                    .append(equal ? "equal" : "<span class=\"bad\">not equal</span>")
                    .append(".</p>\n");
        }
    }

    private void nemeses() {
        out.append("<table id=\"nemeses\"><tr><th>nemesis</th><th>struck</th><th>operations failed</th>"
                + "<th>operations slow</th><th>other signs</th><th></th></tr>\n");
        result.counts().forEach((word, count) -> out.append(row(word, count)));
        out.append("</table>\n");
    }

    private static String row(String word, Hurt.Count count) {
        return Html.of(
                "<tr><td>%s</td><td>%d</td><td>%d</td><td>%d</td><td>%d</td><td>%s</td></tr>%n",
                Html.escaped(word),
                count.fired(),
                count.failed(),
                count.slow(),
                count.signs(),
                count.tested() ? "" : "<span class=\"open\">hurt nothing: not tested</span>");
    }

    private void pictures() {
        long end = result.history().stream().mapToLong(Event::nanos).max().orElse(0);
        List<Hurt.Taken> taken = Hurt.taken(result.history(), end);
        out.append("<h2>Latency</h2>\n<p>Blue was answered, pink failed, orange got no answer.</p>\n")
                .append(Charts.latency(taken, result.faults(), end))
                .append("<h2>Rate</h2>\n")
                .append(Charts.rate(taken, result.faults(), end))
                .append("<h2>Processes</h2>\n")
                .append(ProcessTimeline.around(middle(), result.history()));
    }

    /** What a reader will want to see: the operation in question, else the first fault. */
    private long middle() {
        Judgement.Part<?> decisive = result.judgement().decisive();
        if (decisive != null && decisive.verdict() instanceof Verdict.Invalid invalid) {
            Operation culprit = invalid.culprit();
            return culprit.interval().calledNanos();
        }
        return result.faults().stream().mapToLong(FaultSpan::from).min().orElse(0);
    }

    private void troubles() {
        if (result.troubles().isEmpty()) {
            return;
        }
        out.append("<h2>What clients heard</h2>\n<table id=\"troubles\">\n");
        result.troubles()
                .forEach((why, count) ->
                        out.append(Html.of("<tr><td>%d</td><td>%s</td></tr>%n", count, Html.escaped(why))));
        out.append("</table>\n");
    }
}
