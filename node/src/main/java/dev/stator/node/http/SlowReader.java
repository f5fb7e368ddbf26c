package dev.stator.node.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether the client of one connection, or of one HTTP/2 stream, takes its larger answers: one that has taken nothing of
 * an answer for {@code patienceMillis} loses the connection, and with it the memory that the answer holds. Slow is allowed, still
 * is not. One loop.
 */
final class SlowReader {
    private final long patienceMillis;
    private @Nullable ChannelFuture newest;
    private boolean isWatching;

    SlowReader(long patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    /** @param written done once the client's machine has the answer */
    void owes(ChannelHandlerContext context, ChannelFuture written) {
        newest = written;
        if (!isWatching && !written.isDone()) {
            watch(context, written);
        }
    }

    private void watch(ChannelHandlerContext context, ChannelFuture answer) {
        isWatching = true;
        long untaken = context.channel().bytesBeforeWritable();
        context.executor().schedule(() -> look(context, answer, untaken), patienceMillis, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext context, ChannelFuture answer, long untakenBefore) {
        isWatching = false;
        ChannelFuture now = newest;
        if (now == null || now.isDone()) {
            newest = null;
        } else if (now == answer && context.channel().bytesBeforeWritable() >= untakenBefore) {
            context.close();
        } else {
            watch(context, now);
        }
    }
}
