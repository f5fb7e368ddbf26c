package dev.stator.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drives one request through its attempts, as {@link Attempts} decides: chooses a node, borrows a connection, sends, waits,
 * and so on, until an answer stands or there is no more to try. Of one loop.
 *
 * <p>One timer runs: first until the patience with an attempt ends, then, if that attempt is not given up, until shortly after
 * the deadline.
 */
final class Call implements NodeConnections.Waiter, Exchange.Listener {
    private static final HttpHeadersFactory HEADERS =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);

    /** What a node assumes where it is told nothing; then there is no need to tell it. */
    private static final long NODE_TIMEOUT_NANOS = 5_000_000_000L;

    private final Query query;
    private final Nodes nodes;
    private final EventLoop loop;
    private final Attempts attempts;
    private final long start;
    private final long timeoutNanos;
    private final Consumer<Verdict> done;

    private final List<Address> tried = new ArrayList<>(2);
    private Address node;
    private NodeConnections.@Nullable Connection connection;
    private @Nullable Future<?> timer;

    /** @param done told once, on the loop: {@link Verdict.Take} or {@link Verdict.GiveUp} */
    Call(
            Query query,
            Nodes nodes,
            EventLoop loop,
            Attempts attempts,
            long now,
            long timeoutNanos,
            Consumer<Verdict> done) {
        this.query = query;
        this.nodes = nodes;
        this.loop = loop;
        this.attempts = attempts;
        this.start = now;
        this.timeoutNanos = timeoutNanos;
        this.done = done;
        this.node = nodes.routing().choose(query.key(), tried);
    }

    void run() {
        attempt();
    }

    private void attempt() {
        node = nodes.routing().choose(query.key(), tried);
        tried.add(node);
        wakeAfter(Math.min(Attempts.lastWait(remaining()), Attempts.patience(timeoutNanos)));
        nodes.to(node).acquire(this);
    }

    @Override
    public void ready(NodeConnections.Connection lent) {
        connection = lent;
        lent.exchange().send(lent.context(), request(), this);
    }

    @Override
    public void unreachable(String reason) {
        nodes.lost(node, reason);
        decide(new Attempt.NotSent(node + ": " + reason));
    }

    @Override
    public void answered(Answer answer, boolean isReusable) {
        NodeConnections.Connection used = connection;
        connection = null;
        if (used != null && isReusable) {
            nodes.to(node).release(used);
        }
        decide(new Attempt.Answered(answer));
    }

    @Override
    public void broken(String reason) {
        connection = null;
        nodes.lost(node, reason);
        decide(new Attempt.Lost(node + ": " + reason));
    }

    private void decide(Attempt attempt) {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
        Verdict verdict = attempts.after(attempt, loop.ticker().nanoTime());
        if (verdict instanceof Verdict.TryAgain again) {
            if (again.delayNanos() == 0) {
                loop.execute(this::attempt); // not deeper on this stack
            } else {
                var unused = loop.schedule(this::attempt, again.delayNanos(), TimeUnit.NANOSECONDS);
            }
        } else {
            done.accept(verdict);
        }
    }

    private void wakeAfter(long nanos) {
        timer = loop.schedule(this::waitedLong, nanos, TimeUnit.NANOSECONDS);
    }

    private void waitedLong() {
        timer = null;
        long now = loop.ticker().nanoTime();
        boolean isOver = now - start >= timeoutNanos;
        NodeConnections.Connection used = connection;
        boolean isWorthWaiting = used == null && nodes.to(node).isServing();
        if (!isOver && (isWorthWaiting || !attempts.mayAbandon(now))) {
            wakeAfter(Attempts.lastWait(remaining()));
            return;
        }
        String reason = "no answer in " + (now - start) / 1_000_000 + " ms";
        if (used == null) {
            nodes.to(node).forget(this);
            if (!isWorthWaiting) {
                nodes.lost(node, reason);
            }
            decide(new Attempt.NotSent(node + ": " + reason));
            return;
        }
        connection = null;
        used.exchange().abandon(used.context());
        nodes.lost(node, reason);
        decide(new Attempt.Slow(node + ": " + reason));
    }

    private long remaining() {
        return Math.max(0, timeoutNanos - (loop.ticker().nanoTime() - start));
    }

    private DefaultFullHttpRequest request() {
        ByteBuf body = query.body().length == 0 ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(query.body());
        DefaultFullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, query.method(), query.path(), body, HEADERS, HEADERS);
        HttpHeaders headers = request.headers();
        headers.set(HttpHeaderNames.HOST, node.toString());
        List<String> own = query.headers();
        for (int i = 0; i < own.size(); i += 2) {
            headers.add(own.get(i), own.get(i + 1));
        }
        if (query.method() == HttpMethod.PUT) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, query.body().length);
        }
        if (timeoutNanos != NODE_TIMEOUT_NANOS || tried.size() > 1) {
            headers.set("stator-timeout", Math.max(1, remaining() / 1_000_000) + "ms");
        }
        return request;
    }
}
