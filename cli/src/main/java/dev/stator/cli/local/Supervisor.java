package dev.stator.cli.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the processes of a cluster's nodes as they are wished to be: one that dies by itself is started again, one that was
 * stopped stays so. After every change it tells who lives.
 *
 * <pre>
 *            start                death, wished up: pause, then
 *   STOPPED -------> RUNNING -------------------------------------> RUNNING
 *      ^               |  stop
 *      +---------------+
 * </pre>
 *
 * All of it happens on one thread, its loop; any thread may ask.
 */
final class Supervisor {
    /** A node stops within this, or is killed: longer than nodes give their requests under way. */
    static final Duration GRACE = Duration.ofSeconds(15);

    private final ScheduledExecutorService loop;
    private final NodeLauncher launcher;
    private final Consumer<Map<String, OptionalLong>> pids;
    private final Consumer<String> diary;
    private final Map<String, Kept> nodes = new LinkedHashMap<>();
    private boolean isStopping;

    /** What is kept of one node. */
    private static final class Kept {
        private boolean isWished;
        private int deaths;
        private int earlyDeaths;
        private long startedNanos;
        private @Nullable ProcessHandle process;
    }

    /**
     * @param loop one thread
     * @param pids told on the loop after each change, empty for nodes without a process
     * @param diary told in a line what happened to a node by itself
     */
    Supervisor(
            List<String> names,
            ScheduledExecutorService loop,
            NodeLauncher launcher,
            Consumer<Map<String, OptionalLong>> pids,
            Consumer<String> diary) {
        this.loop = loop;
        this.launcher = launcher;
        this.pids = pids;
        this.diary = diary;
        names.forEach(name -> nodes.put(name, new Kept()));
    }

    /** Starts a node that is stopped; completes with whether it was. */
    CompletableFuture<Boolean> start(String name) {
        return onLoop(() -> {
            Kept node = kept(name);
            node.deaths = 0;
            if (node.isWished) {
                return false;
            }
            node.isWished = true;
            node.earlyDeaths = 0;
            if (node.process == null) { // else it is on its way down, and its death starts it again
                launch(name, node);
                tell();
            }
            return true;
        });
    }

    /** Stops a node for good; completes when its process is gone, with whether there was one. */
    CompletableFuture<Boolean> stop(String name, boolean isKill) {
        return onLoop(() -> {
                    Kept node = kept(name);
                    boolean was = node.isWished || node.process != null;
                    node.isWished = false;
                    return new Stopping(was, node.process, end(node.process, isKill));
                })
                .thenCompose(stopping -> stopping.gone()
                        .thenCompose(gone -> onLoop(() -> {
                            if (stopping.process() != null) {
                                died(name, kept(name), stopping.process()); // so that it is told before this is
                            }
                            return stopping.was();
                        })));
    }

    private record Stopping(boolean was, @Nullable ProcessHandle process, CompletableFuture<?> gone) {}

    /** Whether its process died by itself since it was last started by {@link #start}. */
    CompletableFuture<Boolean> hasDied(String name) {
        return onLoop(() -> kept(name).deaths > 0);
    }

    /** Stops all nodes, and starts none ever after; completes when all are gone. */
    CompletableFuture<Void> stopAll() {
        return onLoop(() -> {
                    isStopping = true;
                    List<CompletableFuture<?>> gone = new ArrayList<>();
                    for (Kept node : nodes.values()) {
                        node.isWished = false;
                        gone.add(end(node.process, false));
                    }
                    return CompletableFuture.allOf(gone.toArray(CompletableFuture<?>[]::new));
                })
                .thenCompose(gone -> gone)
                .thenCompose(gone -> onLoop(() -> {
                    nodes.values().forEach(node -> node.process = null);
                    tell();
                    return true;
                }))
                .thenAccept(told -> {});
    }

    private CompletableFuture<?> end(@Nullable ProcessHandle process, boolean isKill) {
        if (process == null || !process.isAlive()) {
            return CompletableFuture.completedFuture(null);
        }
        if (isKill) {
            process.destroyForcibly();
        } else {
            process.destroy();
            var unused = loop.schedule(process::destroyForcibly, GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return process.onExit();
    }

    private void launch(String name, Kept node) throws Failure {
        ProcessHandle process = launcher.start(name);
        node.process = process;
        node.startedNanos = System.nanoTime();
        var unused = process.onExit().thenRunAsync(() -> died(name, node, process), loop);
    }

    private void died(String name, Kept node, ProcessHandle process) {
        if (node.process != process) {
            return;
        }
        node.process = null;
        tell();
        if (!node.isWished || isStopping) {
            return;
        }
        node.deaths++;
        Duration lived = Duration.ofNanos(System.nanoTime() - node.startedNanos);
        node.earlyDeaths = RestartPolicy.earlyDeaths(node.earlyDeaths, lived);
        restartAfter(RestartPolicy.pause(node.earlyDeaths), name, node);
        diary.accept(name + " (pid " + process.pid() + ") ended by itself; it is started again");
    }

    private void restartAfter(Duration pause, String name, Kept node) {
        var unused = loop.schedule(() -> restart(name, node), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void restart(String name, Kept node) {
        if (!node.isWished || isStopping || node.process != null) {
            return;
        }
        try {
            launch(name, node);
        } catch (Failure e) {
            diary.accept(name + " cannot be started: " + e.getMessage());
            node.earlyDeaths++;
            restartAfter(RestartPolicy.pause(node.earlyDeaths), name, node);
            return;
        }
        tell();
    }

    private void tell() {
        Map<String, OptionalLong> living = new LinkedHashMap<>();
        nodes.forEach((name, node) ->
                living.put(name, node.process == null ? OptionalLong.empty() : OptionalLong.of(node.process.pid())));
        pids.accept(living);
    }

    private Kept kept(String name) throws Failure {
        Kept node = nodes.get(name);
        if (node == null) {
            throw new Failure("there is no node '" + name + "'; there are " + String.join(", ", nodes.keySet()));
        }
        return node;
    }

    private interface Step<T> {
        T take() throws Failure;
    }

    private <T> CompletableFuture<T> onLoop(Step<T> step) {
        CompletableFuture<T> future = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                future.complete(step.take());
            } catch (Failure e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }
}
