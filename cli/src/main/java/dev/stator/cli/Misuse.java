package dev.stator.cli;

/** The command was called wrongly, in a way that its words alone show: nothing was touched, exit code 2. */
final class Misuse extends Exception {
    private static final long serialVersionUID = 1L;

    Misuse(String message) {
        super(message);
    }

    static Misuse because(IllegalArgumentException mistake) {
        Misuse misuse = new Misuse(String.valueOf(mistake.getMessage()));
        misuse.initCause(mistake);
        return misuse;
    }
}
