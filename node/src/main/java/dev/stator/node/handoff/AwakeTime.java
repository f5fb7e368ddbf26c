package dev.stator.node.handoff;

import dev.stator.node.port.Change;
import dev.stator.node.port.Storage;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import java.util.List;
import java.util.Optional;

/**
 * How long this store has been awake in all its lives, in units of its own: what hints expire by. No clock that can be set has a
 * say in it (FAILURES 84), and a restart takes at most a unit away: what is counted too short lets hints live longer. All shards
 * write the same note, for they are awake together. One loop.
 */
final class AwakeTime {
    private static final String NOTE = "handoff.awake";

    private final Storage storage;
    private final long unitMillis;
    private boolean isReading;
    private boolean isKnown;
    private long units = 1; // 0 means never
    private long millis;

    AwakeTime(Storage storage, long unitMillis) {
        this.storage = storage;
        this.unitMillis = unitMillis;
    }

    /** Is it known what earlier lives have counted? */
    boolean isKnown() {
        return isKnown;
    }

    /** At least 1. */
    long units() {
        return units;
    }

    /** So much longer. @return whether another unit is full */
    boolean add(long awakeMillis) {
        millis += awakeMillis;
        if (!isKnown) {
            read();
            return false;
        }
        if (millis < unitMillis) {
            return false;
        }
        millis -= unitMillis;
        units++;
        byte[] value = new ByteSink(10).varint(units).toByteArray();
        storage.write(List.of(new Change.PutNote(NOTE, value)), Storage.Progress.UNWATCHED);
        return true;
    }

    private void read() {
        if (isReading) {
            return;
        }
        isReading = true;
        storage.readNote(NOTE, note -> {
            isReading = false;
            if (note instanceof Storage.Note.Found found) {
                Optional<byte[]> value = found.value();
                units = Math.max(units, value.isPresent() ? new ByteSource(value.get()).varint() : 0);
                isKnown = true;
            } // else with the next tick
        });
    }
}
