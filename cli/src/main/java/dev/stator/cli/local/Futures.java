package dev.stator.cli.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Waits for what another thread does, and fails as it fails. */
final class Futures {
    private Futures() {}

    static <T> T await(CompletableFuture<T> future) throws Failure, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new IllegalStateException("unexpected", e.getCause());
        }
    }
}
