package io.concordat.cli.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Passes everything to a node, and of its answers, all connections together, only so many bytes. */
final class SilentProxy implements AutoCloseable {
    private final ServerSocket server;
    private final int target;
    private final AtomicLong left;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    SilentProxy(int port, int target, long bytes) throws IOException {
        this.target = target;
        this.left = new AtomicLong(bytes);
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        daemon(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket node = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(client, node));
                daemon(() -> pass(client, node, new AtomicLong(Long.MAX_VALUE)));
                daemon(() -> pass(node, client, left));
            }
        } catch (IOException e) {
            // Closed: the test has seen what it wanted.
            return;
        }
    }

    /** What is over the quota is swallowed: the connection looks alive and says nothing. */
    private static void pass(Socket from, Socket to, AtomicLong quota) {
        byte[] bytes = new byte[1 << 14];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            int count = in.read(bytes);
            while (count >= 0) {
                long before = quota.getAndAdd(-count);
                if (before > 0) {
                    out.write(bytes, 0, (int) Math.min(count, before));
                    out.flush();
                }
                count = in.read(bytes);
            }
        } catch (IOException e) {
            return;
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "silent-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
