package dev.stator.node.message;

import java.util.List;

/** What a write wants to hold first (API §1): {@code If-Match} or {@code If-None-Match}. A tombstone counts as absent. */
public record Condition(Test test, List<String> entityTags) {
    public enum Test {
        /** No condition. */
        NONE,
        /** The key shows something, and its ETag is one of these, or any when there are none ({@code If-Match: *}). */
        MATCH,
        /** The key shows nothing, or an ETag that is none of these; nothing at all when there are none ({@code If-None-Match: *}). */
        NONE_MATCH
    }

    public static final Condition NONE = new Condition(Test.NONE, List.of());

    public Condition {
        entityTags = List.copyOf(entityTags);
    }

    public boolean isNone() {
        return test == Test.NONE;
    }
}
