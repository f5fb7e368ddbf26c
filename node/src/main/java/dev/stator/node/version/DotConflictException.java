package dev.stator.node.version;

/**
 * One dot names two contents: something that must never be, and is never resolved by choosing one. Whoever merges keeps what
 * it has, refuses what it got, and says so loudly.
 */
public final class DotConflictException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DotConflictException(String message) {
        super(message);
    }

    DotConflictException(Dot dot, Sibling one, Sibling other) {
        super("dot " + dot + " names both " + one + " and " + other);
    }
}
