package dev.stator.node.wire;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers what has been said of whom, so that a peer that tries again every second is complained of once. Any thread. */
final class Complaints {
    /** More than this and all is forgotten: a line too many beats a leak. */
    private static final int REMEMBERED_MAX = 10_000;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** Is this new about {@code whom}? */
    boolean isNew(String whom, String what) {
        if (said.size() >= REMEMBERED_MAX) {
            said.clear();
        }
        return said.add(whom + " " + what);
    }

    /** All is well with {@code whom}: what goes wrong from now on is news again. */
    void forget(String whom) {
        said.removeIf(line -> line.startsWith(whom + " "));
    }
}
