package dev.stator.node.record;

import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records used last, up to a number of bytes, absent ones among them. One that falls out stays a while without its values'
 * bytes: what a put needs is who wrote what, and that is small. Holds applied records only (PROTOCOL rule 4).
 */
final class RecordCache {
    /** About what a record costs on the heap besides its values' bytes. */
    private static final int RECORD_BYTES = 400;

    /** With what it costs: to look into a record that falls out would fetch what has long left the processor's caches. */
    private record Kept(StoredRecord record, long cost) {
        static Kept of(StoredRecord record) {
            long cost = RECORD_BYTES;
            for (Version version : record.state().live()) {
                cost += 100 + (version.sibling().hasBytes() ? version.sibling().size() : 0);
            }
            return new Kept(record, cost);
        }

        /** Without the arrays that its values were read in, which cost more than is counted. */
        Kept apart() {
            StoredRecord apart = record.apart();
            return apart == record ? this : new Kept(apart, cost);
        }
    }

    private final long wholeBytesMax;
    private final long trimmedBytesMax;
    private final LinkedHashMap<Key, Kept> whole = new LinkedHashMap<>(64, 0.75f, true);
    private final LinkedHashMap<Key, Kept> trimmed = new LinkedHashMap<>(64, 0.75f, true);
    private long wholeBytes;
    private long trimmedBytes;
    private boolean hasSeenLarge;

    /** Half of {@code bytesMax} for whole records, half for those without bytes. */
    RecordCache(long bytesMax) {
        wholeBytesMax = bytesMax / 2;
        trimmedBytesMax = bytesMax / 2;
    }

    /** The record with all its bytes. */
    @Nullable
    StoredRecord whole(Key key) {
        Kept kept = whole.get(key);
        return kept == null ? null : kept.record();
    }

    /** The record, perhaps without the bytes of its values. */
    @Nullable
    StoredRecord any(Key key) {
        Kept kept = whole.get(key);
        kept = kept == null ? trimmed.get(key) : kept;
        return kept == null ? null : kept.record();
    }

    /** The record, perhaps without the bytes of its values, if they are many. */
    @Nullable
    StoredRecord largeOne(Key key) {
        StoredRecord record = hasSeenLarge ? any(key) : null;
        return record != null && record.state().valueSize() >= Records.LARGE_BYTES ? record : null;
    }

    void put(Key key, StoredRecord record) {
        Kept added = Kept.of(record);
        hasSeenLarge |= added.cost() >= Records.LARGE_BYTES;
        boolean isLarge = added.cost() > wholeBytesMax / 64; // one large value must not push out a thousand small ones
        Kept before = isLarge ? whole.remove(key) : whole.put(key, added.apart());
        if (before != null) {
            wholeBytes -= before.cost();
        } else {
            Kept trimmedBefore = trimmed.remove(key);
            if (trimmedBefore != null) {
                trimmedBytes -= trimmedBefore.cost();
            }
        }
        if (isLarge) {
            keepTrimmed(key, record);
            return;
        }
        wholeBytes += added.cost();
        while (wholeBytes > wholeBytesMax) {
            Iterator<Map.Entry<Key, Kept>> eldest = whole.entrySet().iterator();
            Map.Entry<Key, Kept> out = eldest.next();
            eldest.remove();
            wholeBytes -= out.getValue().cost();
            keepTrimmed(out.getKey(), out.getValue().record());
        }
    }

    private void keepTrimmed(Key key, StoredRecord record) {
        Kept small = Kept.of(record.withState(record.state().withoutBytes()));
        if (small.cost() > trimmedBytesMax / 64) {
            return;
        }
        trimmed.put(key, small);
        trimmedBytes += small.cost();
        while (trimmedBytes > trimmedBytesMax) {
            Iterator<Kept> eldest = trimmed.values().iterator();
            trimmedBytes -= eldest.next().cost();
            eldest.remove();
        }
    }
}
