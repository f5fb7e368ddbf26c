package dev.stator.e2e;

import dev.stator.client.ReadResult;
import dev.stator.client.WriteResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts how operations end, and how long they take. Any thread. */
final class Tally {
    private static final int TOLD_MAX = 40;

    private final long nanosMax;
    private long operations;
    private long refused;
    private long unknown;
    private long failedReads;
    private long byHints;
    private long siblings;
    private long slowest;
    private long[] took = new long[1024];
    private final List<String> notDone = new ArrayList<>();
    private final List<String> late = new ArrayList<>();

    /** @param nanosMax an operation that takes longer is late */
    Tally(long nanosMax) {
        this.nanosMax = nanosMax;
    }

    synchronized void write(String what, WriteResult result, long nanos) {
        ended(what, nanos);
        if (result instanceof WriteResult.Written written) {
            byHints += written.copies().contains("hinted=0") ? 0 : 1;
            return;
        }
        unknown += result instanceof WriteResult.Unknown ? 1 : 0;
        refused += result instanceof WriteResult.Unknown ? 0 : 1;
        tell(notDone, what + ": " + result + " after " + nanos / 1_000_000 + " ms");
    }

    synchronized void read(String key, ReadResult result, long nanos) {
        ended("get " + key, nanos);
        siblings += result instanceof ReadResult.Siblings ? 1 : 0;
        if (result instanceof ReadResult.Failed) {
            failedReads++;
            tell(notDone, "get " + key + ": " + result + " after " + nanos / 1_000_000 + " ms");
        }
    }

    private void ended(String what, long nanos) {
        if (operations == took.length) {
            took = Arrays.copyOf(took, 2 * took.length);
        }
        took[(int) operations++] = nanos;
        slowest = Math.max(slowest, nanos);
        if (nanos > nanosMax) {
            tell(late, what + " took " + nanos / 1_000_000 + " ms");
        }
    }

    private static void tell(List<String> lines, String line) {
        if (lines.size() < TOLD_MAX) {
            lines.add(line);
        }
    }

    synchronized long operations() {
        return operations;
    }

    /** Operations that did not succeed, of a thousand. */
    synchronized double failedPerThousand() {
        return operations == 0 ? 0 : 1000.0 * (refused + unknown + failedReads) / operations;
    }

    /** How long all but one of a hundred took at most, in milliseconds. To be told, not to be asserted. */
    synchronized double p99Millis() {
        long[] sorted = Arrays.copyOf(took, (int) operations);
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(int) (sorted.length * 0.99)] / 1e6;
    }

    synchronized List<String> late() {
        return List.copyOf(late);
    }

    /** The first that did not succeed. */
    synchronized List<String> notDone() {
        return List.copyOf(notDone);
    }

    @Override
    public synchronized String toString() {
        return operations + " operations, " + refused + " writes refused, " + unknown + " unknown, " + failedReads
                + " reads failed, " + byHints + " writes with hints, " + siblings
                + " reads of several versions, slowest "
                + slowest / 1_000_000 + " ms";
    }
}
