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

    private final long wholeBytesMax;
    private final long trimmedBytesMax;
    private final LinkedHashMap<Key, StoredRecord> whole = new LinkedHashMap<>(64, 0.75f, true);
    private final LinkedHashMap<Key, StoredRecord> trimmed = new LinkedHashMap<>(64, 0.75f, true);
    private long wholeBytes;
    private long trimmedBytes;

    /** Half of {@code bytesMax} for whole records, half for those without bytes. */
    RecordCache(long bytesMax) {
        wholeBytesMax = bytesMax / 2;
        trimmedBytesMax = bytesMax / 2;
    }

    /** The record with all its bytes. */
    @Nullable
    StoredRecord whole(Key key) {
        return whole.get(key);
    }

    /** The record, perhaps without the bytes of its values. */
    @Nullable
    StoredRecord any(Key key) {
        StoredRecord record = whole.get(key);
        return record != null ? record : trimmed.get(key);
    }

    void put(Key key, StoredRecord record) {
        long cost = cost(record);
        boolean isLarge = cost > wholeBytesMax / 64; // one large value must not push out a thousand small ones
        StoredRecord before = isLarge ? whole.remove(key) : whole.put(key, record);
        if (before != null) {
            wholeBytes -= cost(before);
        } else {
            StoredRecord trimmedBefore = trimmed.remove(key);
            if (trimmedBefore != null) {
                trimmedBytes -= cost(trimmedBefore);
            }
        }
        if (isLarge) {
            keepTrimmed(key, record);
            return;
        }
        wholeBytes += cost;
        while (wholeBytes > wholeBytesMax) {
            Iterator<Map.Entry<Key, StoredRecord>> eldest = whole.entrySet().iterator();
            Map.Entry<Key, StoredRecord> out = eldest.next();
            eldest.remove();
            wholeBytes -= cost(out.getValue());
            keepTrimmed(out.getKey(), out.getValue());
        }
    }

    private void keepTrimmed(Key key, StoredRecord record) {
        StoredRecord small = record.withState(record.state().withoutBytes());
        long cost = cost(small);
        if (cost > trimmedBytesMax / 64) {
            return;
        }
        trimmed.put(key, small);
        trimmedBytes += cost;
        while (trimmedBytes > trimmedBytesMax) {
            Iterator<StoredRecord> eldest = trimmed.values().iterator();
            trimmedBytes -= cost(eldest.next());
            eldest.remove();
        }
    }

    private static long cost(StoredRecord record) {
        long cost = RECORD_BYTES;
        for (Version version : record.state().live()) {
            cost += 100 + (version.sibling().hasBytes() ? version.sibling().size() : 0);
        }
        return cost;
    }
}
