package dev.stator.e2e;

import dev.stator.client.WriteResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that users wrote to one key and what that promises to whoever reads it, in the words of users: values, and contexts that
 * have seen values. Any thread; times are those of {@link System#nanoTime}.
 *
 * <ol>
 *   <li>Nothing is read that nobody wrote, nor what was said not to be done (G7).
 *   <li>An acknowledged write is <i>accounted for</i>: it is read, or a write that may have seen it is accounted for. A delete is by
 *       itself. May have seen: the write's context had it in it, or the write came without a context and was not over when the
 *       other began. During trouble this is asked of what owners acknowledged, at last of everything (G2, G3, Survival).
 *   <li>What the context of an acknowledged write had in it is not read any more (G4, G5), but for a write that was sent twice.
 * </ol>
 *
 * A write that is known to have been seen by a later acknowledged one is not looked at any more, since it is accounted for when
 * that is; so few are left at any time.
 */
final class KeyHistory {
    /** No attempt at a write is carried out later than this after its begin: deadline and age of messages. */
    private static final long LATE_NANOS = 20_000_000_000L;

    /** A node that hears nothing for a second forwards a write once more; then it was sent twice, without its client's knowledge. */
    private static final long FORWARDED_AGAIN_NANOS = 900_000_000L;

    /** Whether a write was done. */
    private enum End {
        OPEN,
        ACKNOWLEDGED,
        UNKNOWN,
        NOT_DONE
    }

    /** One write; {@code seen} is of its context, null without one. */
    static final class Write {
        private final String value;
        private final boolean isDelete;
        private final boolean isPlain;
        private final Set<String> seen;
        private final long begun;
        private End end = End.OPEN;
        private long over = Long.MAX_VALUE; // after that it does nothing any more
        private boolean byOwners;
        private boolean isTwice;

        private Write(String value, boolean isDelete, boolean isPlain, Set<String> seen, long begun) {
            this.value = value;
            this.isDelete = isDelete;
            this.isPlain = isPlain;
            this.seen = seen;
            this.begun = begun;
        }

        private boolean maySee(Write other) {
            return seen.contains(other.value) || isPlain && other.begun < over;
        }

        private boolean hasSeen(Write other) {
            return seen.contains(other.value) || isPlain && other.over < begun;
        }

        @Override
        public String toString() {
            return (isDelete ? "delete " : "put ") + value + (isPlain ? "" : " seen=" + seen) + " " + end
                    + (byOwners ? " by owners" : "") + (isTwice ? " sent twice" : "");
        }
    }

    private final String key;
    private final Map<String, Write> all = new HashMap<>();
    private final Set<Write> open = new LinkedHashSet<>(); // acknowledged, and by no later one known to be replaced
    private final Deque<Write> mayReplace = new ArrayDeque<>(); // whatever may have seen an open one
    private final Map<String, Write> replaced = new HashMap<>(); // by whom
    private final Set<String> everRead = new HashSet<>();

    KeyHistory(String key) {
        this.key = key;
    }

    /** A write without a context begins. */
    synchronized Write plain(String value, boolean isDelete, long now) {
        return begin(new Write(value, isDelete, true, Set.of(), now));
    }

    /** A write begins whose context has seen these values. */
    synchronized Write withContext(String value, boolean isDelete, Set<String> seen, long now) {
        return begin(new Write(value, isDelete, false, Set.copyOf(seen), now));
    }

    private Write begin(Write write) {
        all.put(write.value, write);
        mayReplace.add(write);
        return write;
    }

    /** Whether a write that took so long may have been carried out twice; then its value may stand again beside what replaced it. */
    static boolean isPerhapsTwice(WriteResult.Written written, long nanos) {
        return written.attempts() > 1 || nanos > FORWARDED_AGAIN_NANOS;
    }

    synchronized void ended(Write write, WriteResult result, long now) {
        if (result instanceof WriteResult.Written written) {
            boolean didNothing = written.copies().isEmpty(); // a delete of a key that was never heard of
            write.end = didNothing ? End.NOT_DONE : End.ACKNOWLEDGED;
            write.isTwice = isPerhapsTwice(written, now - write.begun);
            write.over = write.isTwice ? write.begun + LATE_NANOS : now;
            if (!didNothing) {
                write.byOwners = isByOwners(written);
                acknowledged(write);
            }
        } else if (result instanceof WriteResult.Unknown) {
            write.end = End.UNKNOWN;
            write.over = write.begun + LATE_NANOS;
        } else {
            write.end = End.NOT_DONE;
        }
        if (write.end == End.NOT_DONE) {
            mayReplace.remove(write);
        }
    }

    /** Do W owners hold it, so that reads do not miss it, or do hints count among them? */
    static boolean isByOwners(WriteResult.Written written) {
        return number(written.copies(), "owners=") >= number(written.copies(), "required=");
    }

    private static int number(String copies, String field) {
        for (String part : copies.split("; ", -1)) {
            if (part.startsWith(field)) {
                return Integer.parseInt(part.substring(field.length()));
            }
        }
        throw new IllegalArgumentException("no " + field + " in '" + copies + "'");
    }

    private void acknowledged(Write write) {
        open.removeIf(write::hasSeen);
        if (!write.isDelete) {
            open.add(write);
        }
        for (String seen : write.seen) {
            replaced.put(seen, write);
        }
        long oldest = Long.MAX_VALUE;
        for (Write other : mayReplace) {
            boolean isAskedFor = other.end == End.OPEN || open.contains(other);
            oldest = isAskedFor ? Math.min(oldest, other.begun) : oldest;
        }
        long needed = oldest;
        mayReplace.removeIf(other -> other.over < needed);
    }

    /**
     * What is wrong with an answer; nothing, if all is well.
     *
     * @param values all versions that were read
     * @param begun when the read began
     * @param isQuiet whether all trouble is over, and hints have found home
     */
    synchronized List<String> wrong(Collection<String> values, long begun, boolean isQuiet) {
        List<String> wrong = new ArrayList<>();
        for (String value : values) {
            everRead.add(value);
            Write write = all.get(value);
            Write by = replaced.get(value);
            if (write == null || write.isDelete) {
                wrong.add(key + ": nobody wrote " + value);
            } else if (by != null && mustBeKnown(by, begun, isQuiet) && !mayComeBack(write)) {
                wrong.add(key + ": " + write + " is back, which was replaced by " + by);
            }
        }
        Set<Write> accounted = accounted(values);
        for (Write write : open) {
            if (mustBeKnown(write, begun, isQuiet) && !accounted.contains(write)) {
                wrong.add(key + ": " + write + " is lost; read " + values + "; others: " + mayReplace);
            }
        }
        return wrong;
    }

    private static boolean mustBeKnown(Write acknowledged, long begun, boolean isQuiet) {
        return isQuiet || acknowledged.byOwners && acknowledged.over < begun;
    }

    private static boolean mayComeBack(Write write) {
        return write.isTwice || write.end == End.UNKNOWN;
    }

    private Set<Write> accounted(Collection<String> values) {
        Deque<Write> next = new ArrayDeque<>();
        for (Write write : mayReplace) {
            if (write.isDelete || values.contains(write.value)) {
                next.add(write);
            }
        }
        Set<Write> accounted = new HashSet<>(next);
        while (!next.isEmpty()) {
            Write write = next.remove();
            for (Write other : mayReplace) {
                if (!accounted.contains(other) && write.maySee(other)) {
                    accounted.add(other);
                    next.add(other);
                }
            }
        }
        return accounted;
    }

    /** At last: what was said not to be done was never read. */
    synchronized List<String> falseRefusals() {
        List<String> wrong = new ArrayList<>();
        for (String value : everRead) {
            Write write = all.get(value);
            if (write != null && write.end == End.NOT_DONE) {
                wrong.add(key + ": read though it was said not to be done: " + write);
            }
        }
        return wrong;
    }
}
