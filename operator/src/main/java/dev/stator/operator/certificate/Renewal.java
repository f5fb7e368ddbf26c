package dev.stator.operator.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** When a certificate is to be replaced: from the day on which less than a third of its life is left. */
public final class Renewal {
    private Renewal() {}

    public static boolean isDue(X509Certificate certificate, Instant now) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        return Duration.between(now, end).multipliedBy(3).compareTo(Duration.between(begin, end)) < 0;
    }
}
