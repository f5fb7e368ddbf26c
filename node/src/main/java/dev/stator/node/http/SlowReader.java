package dev.stator.node.http;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether the client of one connection, or of one HTTP/2 stream, takes its larger answers: one that has taken nothing of
 * an answer for {@code patienceMillis} loses the connection, and with it the memory that the answer holds. Slow is allowed, still
 * is not. One loop.
 */
final class SlowReader {
    private record Debt(ChannelFuture written, LongSupplier given) {}

    private final long patienceMillis;
    private @Nullable Debt newest;
    private boolean isWatching;

    SlowReader(long patienceMillis) {
        this.patienceMillis = patienceMillis;
    }

    /**
     * @param written done once the client's machine has the answer
     * @param given how many bytes of it the connection has been given by now; always 0 if it was given all at once
     */
    void owes(ChannelHandlerContext context, ChannelFuture written, LongSupplier given) {
        newest = new Debt(written, given);
        if (!isWatching && !written.isDone()) {
            watch(context, newest);
        }
    }

    private void watch(ChannelHandlerContext context, Debt debt) {
        isWatching = true;
        long given = debt.given().getAsLong();
        long untaken = context.channel().bytesBeforeWritable();
        context.executor().schedule(() -> look(context, debt, given, untaken), patienceMillis, TimeUnit.MILLISECONDS);
    }

    private void look(ChannelHandlerContext context, Debt debt, long givenBefore, long untakenBefore) {
        isWatching = false;
        Debt now = newest;
        if (now == null || now.written().isDone()) {
            newest = null;
        } else if (now == debt
                && debt.given().getAsLong() == givenBefore
                && context.channel().bytesBeforeWritable() >= untakenBefore) {
            context.close();
        } else {
            watch(context, now);
        }
    }
}
