package io.concordat.net.netty;

import io.concordat.bytes.Bytes;
import io.concordat.net.ClientConnection;
import io.concordat.net.ClientDialer;
import io.concordat.net.ClientReceiver;
import io.concordat.net.Frame;
import io.concordat.net.Lane;
import io.concordat.net.PeerHello;
import io.concordat.net.PeerReceiver;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down, in order, everything a transport or a dialer reports; waiting for the next report is bounded. */
final class Recorder implements PeerReceiver, ClientReceiver, ClientDialer.Listener {
    static final long PATIENCE_SECONDS = 20;

    /** One report; {@code what} is a word such as "connected 2". */
    record Report(String what, Object detail) {}

    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
    private final PeerHello hello;
    private final Map<String, CountDownLatch> holds = new ConcurrentHashMap<>();

    Recorder(long incarnation) {
        hello = new PeerHello(incarnation, incarnation, 0);
    }

    Report next() throws InterruptedException {
        Report report = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return report == null ? new Report("nothing in time", "") : report;
    }

    boolean quiet() {
        return reports.isEmpty();
    }

    /** Skips reports until one says {@code what}. */
    Report await(String what) throws InterruptedException {
        Report report = next();
        while (!report.what().equals(what)) {
            if (report.what().equals("nothing in time")) {
                throw new AssertionError("waited for '" + what + "'");
            }
            report = next();
        }
        return report;
    }

    /** Whoever delivers a client's frame with this text stays there, once it is reported, until the latch is open. */
    CountDownLatch holdAt(String text) {
        CountDownLatch latch = new CountDownLatch(1);
        holds.put(text, latch);
        return latch;
    }

    @Override
    public PeerHello hello(int node) {
        return hello;
    }

    @Override
    public void connected(int node, PeerHello theirs) {
        reports.add(new Report("connected " + node, theirs));
    }

    @Override
    public void disconnected(int node, boolean reset) {
        reports.add(new Report("disconnected " + node, reset));
    }

    @Override
    public void received(int node, Lane lane, Frame frame, Flow flow) {
        reports.add(new Report(lane + " from " + node, frame.joinedPayload().toUtf8()));
    }

    @Override
    public void opened(ClientConnection client) {
        reports.add(new Report("client opened", client));
    }

    @Override
    public void received(ClientConnection client, Frame frame) {
        reports.add(new Report("client sent", frame));
        CountDownLatch hold = holds.remove(frame.joinedPayload().toUtf8());
        if (hold != null) {
            awaitOpen(hold);
        }
    }

    @Override
    public void closed(ClientConnection client) {
        reports.add(new Report("client closed", client));
    }

    @Override
    public void opened(ClientDialer.Link link) {
        reports.add(new Report("opened", link));
    }

    @Override
    public void received(Frame frame) {
        reports.add(new Report("received", frame));
    }

    @Override
    public void closed(String code, String message) {
        reports.add(new Report("closed", code));
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Bytes text(String text) {
        return Bytes.utf8(text);
    }
}
