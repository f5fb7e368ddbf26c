package dev.stator.client;

import java.util.List;
import java.util.Optional;

/** What a read came to. */
public sealed interface ReadResult {

    /**
     * One version.
     *
     * @param value the array itself, not a copy
     */
    record Found(byte[] value, String contentType, String etag, Optional<String> lastModified, Context context)
            implements ReadResult {}

    /** Several versions, none of which has seen the others. A put with this context replaces them all. */
    record Siblings(List<Sibling> versions, String etag, Context context) implements ReadResult {
        public Siblings {
            versions = List.copyOf(versions);
        }
    }

    /**
     * No version: {@code deleted} if there was one.
     *
     * @param context covers the deletion; of a key never written it has seen nothing
     */
    record NotFound(Context context, boolean deleted) implements ReadResult {}

    /** No answer that could be trusted in time, or a refusal. {@code status} is HTTP's, 0 where nothing came back. */
    record Failed(int status, String reason) implements ReadResult {}
}
