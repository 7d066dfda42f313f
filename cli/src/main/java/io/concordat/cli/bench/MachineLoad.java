package io.concordat.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU seconds that the whole machine has spent, all cores, busy and in total; from {@code /proc/stat}. */
record MachineLoad(double busySeconds, double totalSeconds) {
    private static final double TICKS_PER_SECOND = 100;
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int LAST = 8;

    static MachineLoad now() {
        try {
            String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).split("\\s+");
            double busy = 0;
            double total = 0;
            for (int i = 1; i <= LAST; i++) {
                double seconds = Double.parseDouble(fields[i]) / TICKS_PER_SECOND;
                total += seconds;
                busy += i == IDLE || i == IO_WAIT ? 0 : seconds;
            }
            return new MachineLoad(busy, total);
        } catch (IOException | NumberFormatException e) {
            return new MachineLoad(0, 0);
        }
    }

    /** Share of the machine that others used since {@code before}, when we used {@code ours} CPU seconds. */
    double othersPercent(MachineLoad before, double ours) {
        double total = totalSeconds - before.totalSeconds;
        return total <= 0 ? 0 : Math.max(0, (busySeconds - before.busySeconds - ours) / total * 100);
    }
}
