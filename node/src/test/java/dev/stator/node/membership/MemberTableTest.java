package dev.stator.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.DiskState;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Profile;
import dev.stator.node.message.RingVersion;
import dev.stator.node.message.Sweep;
import dev.stator.node.message.TableDigest;
import dev.stator.node.port.Clock;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Member;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a table keeps as it changes is what it would find if it looked at all of its records. */
class MemberTableTest {
    private static final Endpoint ENDPOINT = new Endpoint("localhost", 1, 2);
    private static final Profile PROFILE = new Profile(ENDPOINT, DiskState.OK);
    private static final int MEMBERS = 600; // more than there are buckets
    private static final StoreId SELF = store(0);

    private final SplittableRandom random = new SplittableRandom(90);
    private final MemberTable table = new MemberTable();

    @Test
    void sumsAndSweepsAreThoseOfAllRecords() {
        for (int rosters = 0; rosters < 6; rosters++) {
            table.see(roster());
            isAsItsRecords();
            for (int i = 0; i < 1_000; i++) {
                table.put(record(), new Clock.WallTime(1));
                if (i % 100 == 0) {
                    isAsItsRecords();
                }
            }
        }
    }

    @Test
    void censusGoesByWhatThisStoreSaysOfItselfThoughTheTableHasNotHeardIt() {
        table.see(Roster.of(List.of(member(0), member(1)), Set.of()));
        table.put(born(store(1), new Sweep(5, 4)), new Clock.WallTime(1));

        assertThat(SweepCensus.of(table, SELF, new Sweep(7, 6)))
                .isEqualTo(new SweepCensus(7, new Sweep(5, 4), List.of(store(1))));
        assertThat(SweepCensus.of(table, SELF, Sweep.NONE)).isEqualTo(new SweepCensus(5, Sweep.NONE, List.of(SELF)));
    }

    private void isAsItsRecords() {
        List<MemberRecord> all = new ArrayList<>();
        for (int index = 0; index < table.roster().size(); index++) {
            all.add(table.record(index));
        }
        assertThat(table.digest()).isEqualTo(TableDigest.of(all));
        for (int bucket = 0; bucket < TableDigest.BUCKETS; bucket++) {
            int mine = bucket;
            assertThat(table.bucket(bucket))
                    .isEqualTo(all.stream()
                            .filter(MemberRecord::isHeard)
                            .filter(record -> TableDigest.bucketOf(record.store()) == mine)
                            .toList());
        }
        Sweep own = new Sweep(random.nextLong(8, 9), random.nextLong(8));
        List<MemberRecord> told = all.stream()
                .map(record -> record.store().equals(SELF) ? record.with(own) : record)
                .toList();
        long least = told.stream()
                .mapToLong(record -> record.sweep().drained())
                .min()
                .orElseThrow();
        assertThat(SweepCensus.of(table, SELF, own))
                .isEqualTo(new SweepCensus(
                        adopted(told).max().orElseThrow(),
                        new Sweep(adopted(told).min().orElseThrow(), least),
                        told.stream()
                                .filter(record -> record.sweep().drained() == least)
                                .map(MemberRecord::store)
                                .limit(16)
                                .toList()));
    }

    private static LongStream adopted(List<MemberRecord> records) {
        return records.stream().mapToLong(record -> record.sweep().adopted());
    }

    private Roster roster() {
        List<Member> members = new ArrayList<>(List.of(member(0)));
        for (int number = 1; number < MEMBERS; number++) {
            if (random.nextInt(4) > 0) {
                members.add(member(number));
            }
        }
        return Roster.of(members, Set.of());
    }

    private MemberRecord record() {
        StoreId store = table.roster().store(random.nextInt(table.roster().size()));
        long adopted = random.nextLong(3, 9);
        MemberRecord alive = born(store, new Sweep(adopted, random.nextLong(2, adopted)));
        return random.nextInt(5) == 0 ? alive.suspected(SELF) : alive;
    }

    private MemberRecord born(StoreId store, Sweep sweep) {
        return MemberRecord.born(store, new Life(random.nextInt(1, 50), 1), PROFILE, RingVersion.NONE)
                .with(sweep);
    }

    private static Member member(int number) {
        return new Member(store(number), "n" + number, "z", 100, Member.State.ACTIVE, ENDPOINT);
    }

    private static StoreId store(int number) {
        return new StoreId(1, number);
    }
}
