package dev.stator.operator.admin;

/** A node could not be reached, or did not do what it was asked. What it did is unknown, and asking again is harmless. */
public final class AdminException extends Exception {
    private static final long serialVersionUID = 1L;

    AdminException(String message, Throwable cause) {
        super(message, cause);
    }
}
