package dev.stator.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes: the streams of its process in life, others in tests.
 *
 * @param isWatched whether a person looks at what is written, rather than a program or a file
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, boolean isWatched) {
    /** The launcher knows whether somebody looks; Java, from version 22 on, does not tell. */
    static Terminal ofThisProcess() {
        return new Terminal(System.in, System.out, System.err, Boolean.getBoolean("stator.terminal"));
    }
}
