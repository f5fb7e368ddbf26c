package dev.stator.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Asks again until the answer is of one kind: for machines that are slow, not for answers that are wrong. */
final class Eventually {
    private Eventually() {}

    /** @return the first answer of this kind */
    static <T> T of(String what, Callable<T> asked, Class<? extends T> wanted) {
        return Awaitility.await(what)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(50))
                .until(asked, wanted::isInstance);
    }
}
