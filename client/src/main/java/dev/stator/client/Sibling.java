package dev.stator.client;

import java.time.Instant;
import java.util.Optional;

/**
 * One of several concurrent versions of a key.
 *
 * @param value the array itself, not a copy
 */
public record Sibling(String version, String contentType, Optional<Instant> lastModified, byte[] value) {}
