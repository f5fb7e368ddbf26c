package dev.stator.e2e.k8s;

/** What a command came to: its exit code and what it printed. */
record Output(int exit, String out, String err) {
    /** What it printed, if it succeeded. */
    String orFail() {
        if (exit != 0) {
            throw new AssertionError("exit " + exit + "\n" + out + "\n" + err);
        }
        return out;
    }
}
