package dev.stator.cli.local;

/** Why a command could not do what it was asked, in a line for its user (more lines where a log is quoted). */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    public Failure(String message) {
        super(message);
    }

    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
