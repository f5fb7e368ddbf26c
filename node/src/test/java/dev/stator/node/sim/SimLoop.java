package dev.stator.node.sim;

import dev.stator.node.kernel.Loop;
import dev.stator.node.port.Timers;
import java.util.ArrayDeque;
import java.util.Deque;

/** The loop of one shard in one life of its node: tasks one after another, each taking a moment; none while it is paused. */
final class SimLoop implements Loop, Timers {
    private final SimNode node;
    private final Scheduler scheduler;
    private final Chance chance;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean isTurnDue;
    private boolean isRunning;
    private boolean hasEnded;

    SimLoop(SimNode node, Scheduler scheduler, Chance chance) {
        this.node = node;
        this.scheduler = scheduler;
        this.chance = chance;
    }

    @Override
    public void execute(Runnable task) {
        if (!hasEnded) {
            tasks.add(task);
            wake();
        }
    }

    @Override
    public boolean isCurrent() {
        return isRunning;
    }

    @Override
    public Timer after(long millis, Runnable task) {
        boolean[] isForgotten = {false}; // also while it is due already and waits for its turn
        Scheduler.Event event = scheduler.after(
                node.clock().trueNanos(millis),
                () -> execute(() -> {
                    if (!isForgotten[0]) {
                        task.run();
                    }
                }));
        return () -> {
            isForgotten[0] = true;
            event.cancel();
        };
    }

    /** After a pause. */
    void wake() {
        if (!isTurnDue && !tasks.isEmpty() && !node.isPaused()) {
            isTurnDue = true;
            scheduler.after(chance.between(500, 20 * Scheduler.MICROS), this::turn);
        }
    }

    /** Nothing runs any more: the process is gone. */
    void end() {
        hasEnded = true;
        tasks.clear();
    }

    private void turn() {
        isTurnDue = false;
        Runnable task = node.isPaused() ? null : tasks.poll();
        if (task == null) {
            return;
        }
        isRunning = true;
        try {
            task.run();
        } catch (RuntimeException | Error e) { // a bug: the node stops its loop and exits
            node.broke(e);
        } finally {
            isRunning = false;
        }
        wake();
    }
}
