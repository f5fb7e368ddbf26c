package dev.stator.node.membership;

import dev.stator.node.message.DiskState;
import dev.stator.node.message.Groups;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Profile;
import dev.stator.node.message.TableDigest;
import dev.stator.node.port.Clock;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of each member of the roster. Of whom nothing was heard, {@link MemberRecord#unheard} is. Others than members
 * have no place here: a store that left or was removed is forgotten, and stays so whatever is said of it. One loop.
 */
final class MemberTable {
    private Roster roster = Roster.EMPTY;
    private @Nullable MemberRecord[] heard = {}; // by the roster's index: a large cluster's tables must stay small
    private int[] sums =
            new int[TableDigest.BUCKETS]; // of what was heard: kept, for large clusters compare tables all the time
    private SweepTally sweeps = new SweepTally(); // of all members, for the same reason
    private Map<StoreId, Groups> remembered = Map.of();
    private final NavigableSet<StoreId> dead = new TreeSet<>();
    private final Map<StoreId, Clock.WallTime> changed = new HashMap<>();

    Roster roster() {
        return roster;
    }

    /** What was heard of members of both is kept. */
    void see(Roster next) {
        @Nullable MemberRecord[] kept = new MemberRecord[next.size()];
        for (int index = 0; index < next.size(); index++) {
            int before = roster.indexOf(next.store(index));
            kept[index] = before < 0 ? null : heard[before];
        }
        roster = next;
        heard = kept;
        count();
        dead.removeIf(store -> next.indexOf(store) < 0);
        changed.keySet().removeIf(store -> next.indexOf(store) < 0);
    }

    /** Empty for who is no member. */
    Optional<MemberRecord> record(StoreId store) {
        int index = roster.indexOf(store);
        return index < 0 ? Optional.empty() : Optional.of(record(index));
    }

    MemberRecord record(int index) {
        MemberRecord known = heard[index];
        return known != null
                ? known
                : MemberRecord.unheard(roster.store(index), new Profile(roster.endpoint(index), DiskState.OK))
                        .with(remembered.getOrDefault(roster.store(index), Groups.NONE));
    }

    /** What was known in an earlier life of this process, of members that have not been heard of yet (rule 20). */
    void remember(Map<StoreId, Groups> groups) {
        remembered = Map.copyOf(groups);
        for (int index = 0; index < heard.length; index++) {
            MemberRecord known = heard[index];
            Groups before = remembered.get(roster.store(index));
            if (known != null && before != null) {
                heard[index] = known.with(known.groups().merge(before));
            }
        }
    }

    /** What is known of all members' groups. */
    Map<StoreId, Groups> groups() {
        Map<StoreId, Groups> all = new TreeMap<>();
        for (int index = 0; index < heard.length; index++) {
            MemberRecord record = record(index);
            if (!record.groups().equals(Groups.NONE)) {
                all.put(record.store(), record.groups());
            }
        }
        return all;
    }

    /** Believes it in place of what was; {@code now} is remembered when life or state have changed. */
    void put(MemberRecord record, Clock.WallTime now) {
        int index = roster.indexOf(record.store());
        if (index < 0) {
            throw new IllegalStateException("not on the roster: " + record.store());
        }
        MemberRecord before = record(index);
        heard[index] = record;
        sums[TableDigest.bucketOf(record.store())] += TableDigest.fingerprint(record) - TableDigest.fingerprint(before);
        sweeps.change(before.sweep(), record.sweep());
        if (before.state() != record.state()
                || before.isHeard() && !before.life().equals(record.life())) {
            changed.put(record.store(), now);
        }
        if (record.state() == MemberRecord.State.DEAD) {
            dead.add(record.store());
        } else if (before.state() == MemberRecord.State.DEAD) {
            dead.remove(record.store());
        }
    }

    /** When its state or its life changed last, as seen here; empty when they never did. */
    OptionalLong changedAt(StoreId store) {
        Clock.WallTime at = changed.get(store);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at.millis());
    }

    NavigableSet<StoreId> dead() {
        return dead;
    }

    TableDigest digest() {
        return TableDigest.ofSums(sums);
    }

    /** How far all members are in the sweep, as far as was heard. */
    SweepTally sweeps() {
        return sweeps;
    }

    /** What was heard of the members in a bucket. */
    List<MemberRecord> bucket(int bucket) {
        List<MemberRecord> records = new ArrayList<>();
        for (int index : roster.inBucket(bucket)) {
            MemberRecord record = heard[index];
            if (record != null && record.isHeard()) {
                records.add(record);
            }
        }
        return records;
    }

    private void count() {
        sums = new int[TableDigest.BUCKETS];
        sweeps = new SweepTally();
        for (int index = 0; index < heard.length; index++) {
            MemberRecord record = record(index);
            sums[TableDigest.bucketOf(record.store())] += TableDigest.fingerprint(record);
            sweeps.add(record.sweep());
        }
    }

    /** For tests of large clusters: believes all these at once, in the roster's order. */
    void believe(MemberRecord[] all) {
        if (all.length != roster.size()) {
            throw new IllegalArgumentException(all.length + " records of " + roster.size() + " members");
        }
        heard = Arrays.copyOf(all, all.length);
        count();
    }
}
