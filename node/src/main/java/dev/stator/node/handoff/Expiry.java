package dev.stator.node.handoff;

import dev.stator.node.port.Storage;
import dev.stator.node.port.Timers;
import dev.stator.node.version.Mark;
import org.jspecify.annotations.Nullable;

/**
 * Drops BEST_EFFORT hints that have been so for long enough (PROTOCOL §5): the write has W owners, who tell the others. A COUNTED
 * one never goes this way. Whenever another unit of {@link AwakeTime} is full the whole book is gone through, a page at a time. One
 * loop.
 */
final class Expiry {
    /** A hint goes after more than so many units: 3 hours, usually. */
    static final int UNITS = 18;

    private static final Storage.PageLimit PAGE = new Storage.PageLimit(256, 1 << 20);
    private static final long PAUSE_MILLIS = 1_000;

    private final HintBook book;
    private final AwakeTime awake;
    private final Timers timers;
    private boolean isPassing;

    Expiry(HintBook book, AwakeTime awake, Timers timers) {
        this.book = book;
        this.awake = awake;
        this.timers = timers;
    }

    static boolean isExpired(Mark mark, long unitsNow) {
        return mark instanceof Mark.Hint hint && !hint.isCounted() && unitsNow - hint.weakSince() > UNITS;
    }

    /** Another unit is full. */
    void pass() {
        if (!isPassing && book.isCounted() && book.weakHints() > 0) {
            isPassing = true;
            scan(book.partitionFrom(0), null);
        }
    }

    private void scan(@Nullable Integer partition, Storage.@Nullable Entry after) {
        if (partition == null) {
            isPassing = false;
            return;
        }
        book.scan(partition, after == null ? null : after.key(), PAGE, scan -> {
            Storage.Entry last = null;
            boolean isLast = true; // what cannot be read now is looked at in the next pass
            if (scan instanceof Storage.Scan.Page page) {
                isLast = page.isLast();
                for (Storage.Entry entry : page.entries()) {
                    last = entry;
                    if (entry.record() instanceof Storage.Lookup.Found found
                            && isExpired(found.record().mark(), awake.units())) {
                        book.expire(entry.key(), awake.units());
                    }
                }
            }
            Storage.Entry behind = isLast ? null : last;
            Integer next = isLast ? book.partitionFrom(partition + 1) : partition;
            timers.after(PAUSE_MILLIS, () -> scan(next, behind));
        });
    }
}
