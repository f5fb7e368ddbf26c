package dev.stator.node.rocks;

import java.io.IOException;

/** A data directory that must not be used: made for another store, in use, not ours, or damaged. Nothing in it was changed. */
public final class DataDirectoryException extends IOException {
    DataDirectoryException(String problem) {
        super(problem);
    }

    DataDirectoryException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
