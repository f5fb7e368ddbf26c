package dev.stator.node.version;

/** Bytes that nobody of this protocol wrote: truncated, altered, or of a version we don't know. Nothing was applied. */
public final class MalformedBytesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedBytesException(String message) {
        super(message);
    }

    public MalformedBytesException(String message, Throwable cause) {
        super(message, cause);
    }
}
