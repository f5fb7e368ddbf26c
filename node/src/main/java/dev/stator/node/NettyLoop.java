package dev.stator.node;

import dev.stator.node.kernel.Loop;
import dev.stator.node.port.Timers;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A shard's loop and timers on the Netty event loop that also serves its sockets: one thread for all of a shard. */
final class NettyLoop implements Loop, Timers {
    private final EventLoop eventLoop;
    private final Consumer<Throwable> onBug;

    /** @param onBug told of what a task threw: a bug, after which the process must not go on */
    NettyLoop(EventLoop eventLoop, Consumer<Throwable> onBug) {
        this.eventLoop = eventLoop;
        this.onBug = onBug;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(() -> run(task));
    }

    @Override
    public boolean isCurrent() {
        return eventLoop.inEventLoop();
    }

    @Override
    public Timer after(long millis, Runnable task) {
        ScheduledFuture<?> scheduled = eventLoop.schedule(() -> run(task), millis, TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            onBug.accept(bug);
            throw bug;
        }
    }
}
