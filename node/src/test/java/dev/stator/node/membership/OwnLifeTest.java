package dev.stator.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.DiskState;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Profile;
import dev.stator.node.message.RingVersion;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import org.junit.jupiter.api.Test;

class OwnLifeTest {
    private static final StoreId SELF = new StoreId(1, 1);
    private static final StoreId OTHER = new StoreId(1, 2);
    private static final MemberRecord OWN = life(5, 50);

    private static MemberRecord life(long counter, long random) {
        Profile profile = new Profile(new Endpoint("a", 1, 2), DiskState.OK);
        return MemberRecord.born(SELF, new Life(counter, random), profile, RingVersion.NONE);
    }

    @Test
    void accusedMemberContradicts() {
        MemberRecord suspect = OWN.suspected(OTHER);

        assertThat(OwnLife.on(OWN, suspect, false)).isEqualTo(OwnLife.REFUTE);
        assertThat(OwnLife.on(OWN, suspect.buried(), true)).isEqualTo(OwnLife.REFUTE);
        assertThat(OwnLife.on(OWN.refuted(suspect), suspect, false)).isEqualTo(OwnLife.GO_ON);
        assertThat(OwnLife.on(OWN, OWN, false)).isEqualTo(OwnLife.GO_ON);
    }

    @Test
    void startingMemberThatHearsOfALifeCountedAsHighTakesTheNext() {
        assertThat(OwnLife.on(OWN, life(4, 99), true)).isEqualTo(OwnLife.GO_ON);
        assertThat(OwnLife.on(OWN, life(5, 1), true)).isEqualTo(OwnLife.TAKE_NEXT);
        assertThat(OwnLife.on(OWN, life(9, 1).suspected(OTHER).buried(), true)).isEqualTo(OwnLife.TAKE_NEXT);
    }

    @Test
    void runningMemberEndsBeforeALaterLifeAndIgnoresEarlierOnes() {
        assertThat(OwnLife.on(OWN, life(6, 1), false)).isEqualTo(OwnLife.STOP);
        assertThat(OwnLife.on(OWN, life(5, 51), false))
                .as("the smaller random ends")
                .isEqualTo(OwnLife.STOP);
        assertThat(OwnLife.on(OWN, life(5, 49), false)).isEqualTo(OwnLife.GO_ON);
        assertThat(OwnLife.on(OWN, life(4, 99), false)).isEqualTo(OwnLife.GO_ON);
    }
}
