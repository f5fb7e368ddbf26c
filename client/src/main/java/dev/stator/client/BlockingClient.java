package dev.stator.client;

import dev.stator.ring.Key;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A {@link StatorClient} for callers that wait for each answer. An interrupt ends the wait, not the operation. */
public final class BlockingClient {
    private final StatorClient client;

    BlockingClient(StatorClient client) {
        this.client = client;
    }

    public ReadResult get(Key key) throws InterruptedException {
        return await(client.get(key));
    }

    public WriteResult put(Key key, byte[] value) throws InterruptedException {
        return await(client.put(key, value));
    }

    public WriteResult put(Key key, byte[] value, WriteOptions options) throws InterruptedException {
        return await(client.put(key, value, options));
    }

    public WriteResult delete(Key key, WriteOptions options) throws InterruptedException {
        return await(client.delete(key, options));
    }

    public StatorClient.Fetched fetch(String path) throws InterruptedException {
        return await(client.fetch(path));
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("the client failed, or was closed under way", e);
        }
    }
}
