package io.concordat.machine;

import io.concordat.bytes.ByteReader;
import io.concordat.bytes.Bytes;
import io.concordat.bytes.MalformedException;
import io.concordat.error.ErrorCode;
import io.concordat.log.Bundle;
import io.concordat.session.CommandRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one bundle; the fields of a REPLIES frame.
 *
 * @param count results in {@code results}, or with an error the commands that have none. Without an error it is smaller
 *     than
 *     the bundle's only when the session's reply cache became full on the way; the rest has not run and may be sent
 *     again
 * @param error why the bundle as a whole has no results, or null
 * @param results the payload of a REPLIES frame: per command u8 outcome, u32 length, bytes
 */
public record BundleResult(
        Bytes session,
        Bytes clientKey,
        Bundle.Kind kind,
        long firstNumber,
        int count,
        @Nullable ErrorCode error,
        String message,
        Bytes results) {
    private static final int RESULT_HEAD = 5;

    static BundleResult of(Bundle bundle, int count, Bytes results) {
        return new BundleResult(
                bundle.session(), bundle.clientKey(), bundle.kind(), bundle.firstNumber(), count, null, "", results);
    }

    static BundleResult failed(Bundle bundle, ErrorCode error, String message) {
        return new BundleResult(
                bundle.session(),
                bundle.clientKey(),
                bundle.kind(),
                bundle.firstNumber(),
                bundle.count(),
                error,
                message,
                Bytes.EMPTY);
    }

    /** The results one by one; empty with an error. */
    public List<CommandResult> commands() {
        if (error != null) {
            return List.of();
        }
        ByteReader in = new ByteReader(results);
        List<CommandResult> commands = new ArrayList<>(count);
        try {
            for (int i = 0; i < count; i++) {
                boolean refused = in.u8() == CommandRun.REFUSED;
                commands.add(new CommandResult(firstNumber + i, refused, in.sized(in.remaining())));
            }
            in.end();
        } catch (MalformedException e) {
            throw new IllegalStateException("results that we have encoded ourselves", e);
        }
        return commands;
    }

    /**
     * The same result in parts of at most {@code mostBytes} of results each, because replies of a thousand commands
     * may exceed
     * a frame. A single result larger than that is a part of its own.
     */
    public List<BundleResult> parts(int mostBytes) {
        if (results.length() <= mostBytes) {
            return List.of(this);
        }
        List<BundleResult> parts = new ArrayList<>();
        int from = 0;
        int to = 0;
        int first = 0;
        int place = 0;
        for (CommandResult command : commands()) {
            int size = RESULT_HEAD + command.bytes().length();
            if (place > first && to - from + size > mostBytes) {
                parts.add(part(first, place, results.slice(from, to - from)));
                from = to;
                first = place;
            }
            to += size;
            place++;
        }
        parts.add(part(first, place, results.slice(from, to - from)));
        return parts;
    }

    private BundleResult part(int first, int end, Bytes some) {
        return new BundleResult(session, clientKey, kind, firstNumber + first, end - first, null, message, some);
    }
}
