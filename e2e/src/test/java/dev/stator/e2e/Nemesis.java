package dev.stator.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Brings {@link Trouble} over one node after the other, never over two at once, and keeps a diary of it. */
final class Nemesis {
    /** Between two troubles: others notice the end of the one, and what it left behind is under way. */
    private static final int CALM_MILLIS = 2_000;

    private final Cluster cluster;
    private final Wires wires;
    private final SplittableRandom random;
    private final int secondsMax;
    private final List<Trouble> kinds = new ArrayList<>();
    private final List<String> diary = new ArrayList<>();
    private final long start = System.nanoTime();
    private int next;

    /**
     * @param wires where there are none, nodes are not cut off
     * @param secondsMax how long a trouble lasts at most; 1 at least
     */
    Nemesis(Cluster cluster, Wires wires, SplittableRandom random, int secondsMax) {
        this.cluster = cluster;
        this.wires = wires;
        this.random = random;
        this.secondsMax = secondsMax;
        for (Trouble kind : Trouble.values()) {
            if (wires.areThere() || kind != Trouble.CUT_OFF && kind != Trouble.UNREACHABLE) {
                kinds.add(kind);
            }
        }
    }

    /** Trouble after trouble, until so much time has passed; one of each kind at least. */
    void strikeFor(long seconds) throws InterruptedException {
        long end = System.nanoTime() + seconds * 1_000_000_000;
        while (next < kinds.size() || System.nanoTime() < end) {
            strike();
        }
    }

    /** One trouble, of each kind in turn, from its begin until its node serves again. */
    private void strike() throws InterruptedException {
        Trouble kind = kinds.get(next++ % kinds.size());
        int node = random.nextInt(cluster.nodes().size());
        int seconds = random.nextInt(1, secondsMax + 1);
        tell(cluster.node(node).name() + " " + kind + (kind == Trouble.KILLED ? "" : " for " + seconds + " s"));
        switch (kind) {
            case KILLED -> cluster.killAndAwaitReturn(node);
            case STANDING_STILL -> {
                cluster.signal(node, "STOP");
                try {
                    last(seconds * 1_000);
                } finally {
                    cluster.signal(node, "CONT");
                }
            }
            case STOPPED -> {
                String name = cluster.node(node).name();
                cluster.stator("stop", name).orFail();
                last(seconds * 1_000);
                cluster.stator("start", name).orFail();
            }
            case CUT_OFF, UNREACHABLE -> {
                wires.hold(node, kind == Trouble.UNREACHABLE);
                try {
                    last(seconds * 1_000);
                } finally {
                    wires.letGo(node);
                }
            }
        }
        Awaitility.await("service of node " + node + " after " + kind)
                .atMost(Duration.ofSeconds(60))
                .until(() -> cluster.isReady(node));
        tell("over");
        last(CALM_MILLIS);
    }

    void tell(String what) {
        diary.add(String.format("%6.1f s  %s", (System.nanoTime() - start) / 1e9, what));
    }

    /** So long passes. */
    static void last(int millis) throws InterruptedException {
        boolean isOver = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        if (isOver) {
            throw new IllegalStateException("nobody counts it down");
        }
    }

    /** What happened when. */
    List<String> diary() {
        return diary;
    }
}
