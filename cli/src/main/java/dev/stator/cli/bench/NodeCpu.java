package dev.stator.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The processor time that processes have used so far, user and system, as Linux counts it. */
final class NodeCpu {
    private static final long MICROS_PER_TICK = 10_000; // USER_HZ is 100 on every Linux that Java runs on

    private NodeCpu() {}

    /** Of all together; empty where one of them is gone, or this is no Linux. */
    static OptionalLong micros(List<Long> pids) {
        long ticks = 0;
        for (long pid : pids) {
            try {
                String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            } catch (IOException | NumberFormatException e) {
                return OptionalLong.empty();
            }
        }
        return pids.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ticks * MICROS_PER_TICK);
    }
}
