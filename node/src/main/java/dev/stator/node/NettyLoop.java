package dev.stator.node;

import dev.stator.node.kernel.Loop;
import dev.stator.node.port.Timers;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A shard's loop and timers on the Netty event loop that also serves its sockets: one thread for all of a shard. */
final class NettyLoop implements Loop, Timers {
    private final EventLoop eventLoop;

    NettyLoop(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public boolean isCurrent() {
        return eventLoop.inEventLoop();
    }

    @Override
    public Timer after(long millis, Runnable task) {
        ScheduledFuture<?> scheduled = eventLoop.schedule(task, millis, TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }
}
