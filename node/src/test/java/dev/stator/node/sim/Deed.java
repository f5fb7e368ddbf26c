package dev.stator.node.sim;

/** What a user may do next. */
enum Deed {
    GET(10),
    /** Without a context: overwrites what was acknowledged before. */
    PUT(10),
    /** With the context of what was seen last. */
    PUT_WITH_CONTEXT(8),
    /** With the context of having seen nothing: only adds. */
    PUT_WITH_EMPTY_CONTEXT(3),
    /** If-Match with what was seen last, or If-None-Match with anything. */
    PUT_IF(4),
    DELETE(3),
    DELETE_WITH_CONTEXT(3),
    /** New content under the writeId of the write before. */
    PUT_WITH_USED_ID(2),
    /** The last write once more, though it was acknowledged: the ack was lost. */
    REPEAT(5),
    /** A write of some time ago once more. */
    REPEAT_OLD(2);

    private final int often;

    Deed(int often) {
        this.often = often;
    }

    boolean namesContexts() {
        return this == PUT_WITH_CONTEXT
                || this == PUT_WITH_EMPTY_CONTEXT
                || this == PUT_IF
                || this == DELETE_WITH_CONTEXT;
    }

    int often() {
        return often;
    }
}
