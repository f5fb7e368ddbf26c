package dev.stator.ring;

/** Bytes that are no ring: cut off, of an unknown version, or contradicting themselves. Nothing was taken from them. */
public final class RingFormatException extends IllegalArgumentException {
    public RingFormatException(String problem) {
        super(problem);
    }

    RingFormatException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
