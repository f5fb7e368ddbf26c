package dev.stator.node.kernel;

import dev.stator.node.membership.Membership;
import dev.stator.node.message.Groups;
import dev.stator.node.message.Life;
import dev.stator.node.port.Timers;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.ring.StoreId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether this store may serve, and what it has to keep for that (PROTOCOL rule 20), on shard 0's loop:
 *
 * <ol>
 *   <li>What was heard of the groups of others is kept on disk, within twenty seconds, and read before anybody is answered.
 *   <li>Until {@link Membership} says that nobody remembers more of this store than there is, its shards see no ring and do nothing.
 *   <li>If somebody does, or something is known to be missing, the store is in doubt. That is written down, for from then on its count
 *       says nothing any more; and only a human takes it back. Who has served already ends, to begin anew without having served.
 * </ol>
 */
final class Doubts {
    /** What is kept of the groups of others. */
    static final String HEARD = "kernel.groups";

    private static final long KEEP_FIRST_MILLIS = 5_000;
    private static final long KEEP_MILLIS = 20_000;
    private static final int STORE_BYTES = 60;
    private static final int REASON_BYTES_MAX = 1_000;

    private final Timers timers;
    private final Notes notes;
    private final MembershipStart.DiskPast disk;
    private final ClusterEvents events;
    private final Runnable cleared;
    private Map<StoreId, Groups> kept = Map.of();
    private volatile boolean isCleared;
    private volatile @Nullable String reason;
    private @Nullable Membership membership;

    /** @param cleared run when the store may serve */
    Doubts(Ports ports, MembershipStart.DiskPast disk, ClusterEvents events, Runnable cleared) {
        this.timers = ports.timers();
        this.notes = new Notes(ports);
        this.disk = disk;
        this.events = events;
        this.cleared = cleared;
    }

    /** May the store serve? Any thread. */
    boolean isCleared() {
        return isCleared;
    }

    /** Is the store in doubt? Any thread. */
    boolean isInDoubt() {
        return reason != null;
    }

    /** Why the store is in doubt, if it is. Any thread. */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Reads what was kept, tells {@code gossip} of it, and then runs {@code then}. */
    void start(Membership gossip, Runnable then) {
        membership = gossip;
        notes.read(
                MembershipStart.DOUBT_NOTE,
                note -> notes.read(HEARD, heard -> {
                    kept = heard.map(Doubts::decoded).orElse(Map.of());
                    gossip.remember(kept);
                    Optional<String> known = note.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
                    gossip.askFirst(
                            disk.born(),
                            disk.synced(),
                            known.isPresent() || disk.lost().isPresent());
                    if (known.isPresent()) {
                        doubt(known.get());
                    } else if (disk.lost().isPresent()) {
                        found(disk.lost().get());
                    }
                    then.run();
                    timers.after(KEEP_FIRST_MILLIS, this::keepHeard);
                }));
    }

    /** Nobody remembers more. */
    void clear() {
        isCleared = true;
        cleared.run();
    }

    /** Somebody remembers more. */
    void found(long heard, long born) {
        found("other stores have heard of " + heard + " groups of writes of this store, and its disk had " + born
                + " when it started: it was put back to an older state, or lost files");
    }

    private void found(String why) {
        boolean hasServed = isCleared;
        isCleared = false;
        doubt(why);
        byte[] bytes = why.getBytes(StandardCharsets.UTF_8);
        byte[] value = bytes.length > REASON_BYTES_MAX ? Arrays.copyOf(bytes, REASON_BYTES_MAX) : bytes;
        notes.write(MembershipStart.DOUBT_NOTE, value, () -> {
            if (hasServed) {
                events.mustBeginInDoubt(why);
            }
        });
    }

    private void doubt(String why) {
        reason = why;
        events.inDoubt(why);
    }

    private void keepHeard() {
        timers.after(KEEP_MILLIS, this::keepHeard);
        Membership gossip = membership;
        if (gossip != null && reason == null) {
            Map<StoreId, Groups> now = gossip.groups();
            if (!now.equals(kept)) {
                kept = now;
                notes.write(HEARD, encoded(now), () -> {});
            }
        }
    }

    static byte[] encoded(Map<StoreId, Groups> heard) {
        ByteSink sink = new ByteSink(STORE_BYTES * heard.size() + 10).varint(heard.size());
        heard.forEach((store, groups) -> sink.int64(store.high())
                .int64(store.low())
                .varint(groups.life().counter())
                .int64(groups.life().random())
                .varint(groups.born())
                .varint(groups.synced())
                .varint(groups.before()));
        return sink.toByteArray();
    }

    static Map<StoreId, Groups> decoded(byte[] bytes) {
        ByteSource source = new ByteSource(bytes);
        Map<StoreId, Groups> heard = new TreeMap<>();
        for (long left = source.varint(); left > 0; left--) {
            StoreId store = new StoreId(source.int64(), source.int64());
            Life life = new Life(source.varint(), source.int64());
            heard.put(store, new Groups(life, source.varint(), source.varint(), source.varint()));
        }
        return heard;
    }
}
