package dev.stator.node.wire;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Host names to addresses, by the JDK's resolver, which blocks: so on threads of its own, never on a loop. Asked anew at each
 * dial, since names of pods change their addresses; how long an answer is kept is the JDK's {@code networkaddress.cache.ttl}.
 */
final class Names implements AutoCloseable {
    private static final int THREADS_MAX = 4;
    private static final int WAITING_MAX = 10_000;

    private final ThreadPoolExecutor threads;

    Names() {
        threads = new ThreadPoolExecutor(
                THREADS_MAX,
                THREADS_MAX,
                5,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                new DefaultThreadFactory("stator-names", true));
        threads.allowCoreThreadTimeOut(true);
    }

    /** All addresses of {@code host}, at least one, or the failure; completed on {@code loop}. Never blocks, never throws. */
    Future<List<InetAddress>> resolve(String host, EventExecutor loop) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            try {
                return loop.newSucceededFuture(List.of(InetAddress.getByAddress(host, literal)));
            } catch (UnknownHostException e) {
                return loop.newFailedFuture(e);
            }
        }
        Promise<List<InetAddress>> promise = loop.newPromise();
        try {
            threads.execute(() -> {
                try {
                    promise.setSuccess(List.of(InetAddress.getAllByName(host)));
                } catch (UnknownHostException e) {
                    promise.setFailure(e);
                }
            });
        } catch (RejectedExecutionException e) {
            promise.setFailure(e);
        }
        return promise;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
