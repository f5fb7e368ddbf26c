package dev.stator.node.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MemberRecordTest {
    private static final int CASES = 50_000;
    private static final StoreId STORE = new StoreId(1, 1);
    private static final Profile PROFILE = new Profile(new Endpoint("a", 1, 2), DiskState.OK);
    private static final MemberRecord BORN = MemberRecord.born(STORE, new Life(3, 7), PROFILE, new RingVersion(5, 5));

    private static StoreId accuser(int number) {
        return new StoreId(2, number);
    }

    /** From few values each, so that equal claims, near misses and ties all come up. */
    private static MemberRecord drawn(Random random) {
        MemberRecord.State state = oneOf(random, List.of(MemberRecord.State.values()));
        TreeSet<StoreId> accusers = new TreeSet<>();
        while (state == MemberRecord.State.SUSPECT && (accusers.isEmpty() || random.nextInt(3) > 0)) {
            if (accusers.size() == MemberRecord.ACCUSERS_MAX) {
                break;
            }
            accusers.add(accuser(random.nextInt(7)));
        }
        long adopted = random.nextInt(3);
        return new MemberRecord(
                STORE,
                new Life(random.nextInt(2), random.nextInt(2) - 1),
                random.nextInt(2),
                state,
                List.copyOf(accusers),
                new Profile(
                        new Endpoint(random.nextBoolean() ? "a" : "b", 1, 1 + random.nextInt(2)),
                        oneOf(random, List.of(DiskState.OK, DiskState.FULL))),
                new RingVersion(random.nextInt(3), random.nextInt(2)),
                new Sweep(adopted, random.nextInt((int) adopted + 1)),
                groups(random));
    }

    private static Groups groups(Random random) {
        long counter = random.nextInt(3); // of one life it is always the same beginning
        return new Groups(new Life(counter, 0), counter, counter + random.nextInt(3), random.nextInt(4));
    }

    private static <T> T oneOf(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    @Test
    void mergeIsCommutativeAssociativeAndIdempotent() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            MemberRecord a = drawn(random);
            MemberRecord b = drawn(random);
            MemberRecord c = drawn(random);

            assertThat(a.merge(b)).as("seed %d", seed).isEqualTo(b.merge(a));
            assertThat(a.merge(b).merge(c)).as("seed %d", seed).isEqualTo(a.merge(b.merge(c)));
            assertThat(a.merge(a)).as("seed %d", seed).isEqualTo(a);
            assertThat(a.merge(b).merge(a)).as("seed %d", seed).isEqualTo(a.merge(b));
        }
    }

    /** Or ten thousand members would each have a record of their own of each of ten thousand. */
    @Test
    void whatSaysAllThatBothSayIsItselfTheResult() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            MemberRecord a = drawn(random);
            MemberRecord b = drawn(random);

            MemberRecord merged = a.merge(b);

            if (merged.equals(a)) {
                assertThat(merged).as("seed %d", seed).isSameAs(a);
            } else if (merged.equals(b)) {
                assertThat(merged).as("seed %d", seed).isSameAs(b);
            }
        }
    }

    @Test
    void mergeGoesForwardInEveryPart() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            MemberRecord a = drawn(random);
            MemberRecord b = drawn(random);

            MemberRecord merged = a.merge(b);

            assertThat(a.overrides(merged) || b.overrides(merged))
                    .as("seed %d", seed)
                    .isFalse();
            assertThat(a.isNewsTo(merged) || b.isNewsTo(merged))
                    .as("seed %d", seed)
                    .isFalse();
            assertThat(merged.groups()).isEqualTo(a.groups().merge(b.groups()));
            assertThat(merged.ring().compareTo(a.ring())).isNotNegative();
            assertThat(merged.sweep().adopted())
                    .isGreaterThanOrEqualTo(b.sweep().adopted());
        }
    }

    @Test
    void ofTwoDifferentClaimsExactlyOneHolds() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            MemberRecord a = drawn(random);
            MemberRecord b = drawn(random);
            boolean isSame = a.life().equals(b.life())
                    && a.refutation() == b.refutation()
                    && a.state() == b.state()
                    && a.profile().equals(b.profile());

            assertThat(a.overrides(b) ^ b.overrides(a)).as("seed %d", seed).isEqualTo(!isSame);
        }
    }

    @Test
    void digestsAreEqualExactlyWhenNeitherHasNewsForTheOther() {
        int equal = 0;
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            MemberRecord a = drawn(random);
            MemberRecord b = random.nextBoolean() ? drawn(random) : a.with(new Groups(new Life(9, 9), 9, 9, 9));
            boolean isSame = TableDigest.of(List.of(a)).equals(TableDigest.of(List.of(b)));
            boolean hasNews = a.isNewsTo(b) || b.isNewsTo(a);
            boolean differsInProfileOnly = a.life().equals(b.life())
                    && a.refutation() == b.refutation()
                    && a.state() == b.state()
                    && !a.profile().equals(b.profile()); // no member says two things under one refutation
            if (a.isHeard() && b.isHeard() && !differsInProfileOnly) {
                assertThat(isSame).as("seed %d: %s and %s", seed, a, b).isEqualTo(!hasNews);
                equal += isSame ? 1 : 0;
            }
        }
        assertThat(equal).isPositive();
    }

    @Test
    void contradictionOverridesSuspicionAndDeath() {
        MemberRecord suspect = BORN.suspected(accuser(1));
        MemberRecord dead = suspect.buried();

        assertThat(suspect.overrides(BORN)).isTrue();
        assertThat(dead.overrides(suspect)).isTrue();
        assertThat(BORN.refuted(suspect).overrides(suspect)).isTrue();
        assertThat(BORN.refuted(dead).overrides(dead)).isTrue();
        assertThat(BORN.refuted(dead).isAlive()).isTrue();
    }

    @Test
    void laterLifeOverridesWhateverIsSaidOfAnEarlierOne() {
        MemberRecord dead =
                BORN.refuted(BORN.suspected(accuser(1))).suspected(accuser(2)).buried();

        assertThat(BORN.reborn(new Life(4, 0)).overrides(dead)).isTrue();
        assertThat(BORN.reborn(new Life(3, -1)).overrides(dead))
                .as("random bits are unsigned")
                .isTrue();
        assertThatThrownBy(() -> BORN.reborn(new Life(3, 6))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatWasOnlyAssumedIsOverriddenByAnythingSaid() {
        MemberRecord unheard = MemberRecord.unheard(STORE, PROFILE);

        assertThat(unheard.isHeard()).isFalse();
        assertThat(BORN.overrides(unheard)).isTrue();
        assertThat(unheard.suspected(accuser(1)).isHeard()).isTrue();
        assertThat(BORN.overrides(unheard.suspected(accuser(1)).buried())).isTrue();
    }

    @Test
    void accusersOfOneSuspicionAddUpToFour() {
        MemberRecord record = BORN;
        List<StoreId> all = new ArrayList<>();
        for (int number = 6; number > 0; number--) {
            record = record.suspected(accuser(number)).merge(record);
            all.add(0, accuser(number));
        }

        assertThat(record.accusers()).isEqualTo(all.subList(0, MemberRecord.ACCUSERS_MAX));
    }

    @Test
    void illegalStepsAreRefused() {
        MemberRecord suspect = BORN.suspected(accuser(1));
        MemberRecord other = MemberRecord.born(accuser(1), new Life(3, 7), PROFILE, RingVersion.NONE);

        assertThatThrownBy(BORN::buried).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> suspect.buried().suspected(accuser(2))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> suspect.refuted(suspect)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> BORN.refuted(BORN.reborn(new Life(9, 9)))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> suspect.with(PROFILE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> BORN.merge(other)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Life(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RingVersion(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Sweep(1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TableDigest.ofSums(new int[3])).isInstanceOf(IllegalArgumentException.class);
    }
}
