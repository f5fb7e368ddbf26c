package dev.stator.operator.desired;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A short fingerprint of what an object says, the same in every process: 64 bits of SHA-256, in hex. */
public final class Digest {
    private static final int BYTES = 8;

    private Digest() {}

    /** @param value whose maps are in order */
    public static String of(Object value) {
        return of(Serialization.asJson(value).getBytes(StandardCharsets.UTF_8));
    }

    static String of(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(Arrays.copyOf(digest, BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must support SHA-256", e);
        }
    }
}
