package io.concordat.cli.bench;

import io.concordat.bytes.Bytes;
import io.concordat.crypto.Ed25519Signer;
import io.concordat.crypto.Ed25519Verifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What this machine can do at best, in microseconds (medians): one synced 4 KiB write, one Ed25519 signature, one
 * check of it,
 * one round trip over loopback. A figure of ours means little without these beside it.
 */
public final class Yardstick {
    private static final int ROUNDS = 400;

    private Yardstick() {}

    /**
     * {@code directory}: on the disk to be measured; a file in it is written and removed. Blocks for about a second.
     */
    public static Map<String, Object> measure(Path directory) throws IOException {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("syncedWrite4KiBMicros", syncedWrite(directory));
        Ed25519Signer signer = new Ed25519Signer(Bytes.wrap(new byte[32]));
        Ed25519Verifier verifier = new Ed25519Verifier();
        Bytes message = Bytes.wrap(new byte[200]);
        Bytes signature = signer.sign(message);
        out.put("signMicros", median(() -> signer.sign(message)));
        out.put("verifyMicros", median(() -> verifier.verify(signer.publicKey(), message, signature)));
        out.put("loopbackRoundTripMicros", loopback());
        out.put("cores", Runtime.getRuntime().availableProcessors());
        return out;
    }

    private interface Step {
        void run() throws IOException;
    }

    private static double median(Step step) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            step.run();
        }
        long[] nanos = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long began = System.nanoTime();
            step.run();
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        return Math.round(nanos[ROUNDS / 2] / 100.0) / 10.0;
    }

    private static double syncedWrite(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "yardstick", ".tmp");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(4_096);
            return median(() -> {
                block.clear();
                channel.write(block);
                channel.force(false);
            });
        } finally {
            Files.delete(file);
        }
    }

    private static double loopback() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread echo = new Thread(() -> echo(server), "yardstick-echo");
            echo.setDaemon(true);
            echo.start();
            try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                socket.setTcpNoDelay(true);
                byte[] one = new byte[1];
                return median(() -> {
                    socket.getOutputStream().write(one);
                    if (socket.getInputStream().read() < 0) {
                        throw new IOException("the echo hung up");
                    }
                });
            }
        }
    }

    private static void echo(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setTcpNoDelay(true);
            int b = socket.getInputStream().read();
            while (b >= 0) {
                socket.getOutputStream().write(b);
                b = socket.getInputStream().read();
            }
        } catch (IOException e) {
            // The measuring side is gone; so is the reason to echo.
            return;
        }
    }
}
