package dev.stator.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PutDecisionTest {
    private static final StoreId ONE = new StoreId(0, 1);
    private static final StoreId TWO = new StoreId(0, 2);
    private static final StoreId X = new StoreId(0, 24);
    private static final StoreId Y = new StoreId(0, 25);

    @Test
    void everySetOfAcksOfEveryQuorumCountsOwnersOnceAndStrangersNever() {
        for (int factor = 1; factor <= 5; factor++) {
            List<StoreId> owners = stores(factor);
            for (int required = 1; required <= factor; required++) {
                for (int acks = 0; acks < 1 << (factor + 1); acks++) {
                    PutDecision decision = new PutDecision(required, false, Placement.stable(1, owners));
                    int ownersAcked = 0;
                    for (int store = 0; store <= factor; store++) { // the last one owns nothing
                        if ((acks >> store & 1) == 1) {
                            decision.add(new StoreId(1, store));
                            decision.add(new StoreId(1, store));
                            ownersAcked += store < factor ? 1 : 0;
                        }
                    }

                    assertThat(decision.acks()).isEqualTo(ownersAcked);
                    assertThat(decision.isEnough(true)).isEqualTo(ownersAcked >= required);
                }
            }
        }
    }

    @Test
    void whileAReplicaMovesBothSetsMustHaveIt() { // vector 27
        assertThat(joint(ONE, TWO)).isTrue();
        assertThat(joint(ONE, X, Y)).isTrue();
        assertThat(joint(ONE, X)).isFalse();
        assertThat(joint(ONE, Y)).isFalse();
        assertThat(joint(X, Y)).isFalse();
    }

    @Test
    void hintCountsForOneOwnerWhereQuorumsAreSloppyAndForNoneWhereTheyAreStrict() {
        assertThat(hinted(true).isEnough(true)).isTrue();
        assertThat(hinted(false).isEnough(true)).isFalse();
        assertThat(hinted(true).isEnough(false)).isFalse();
        assertThat(hinted(true).acks()).isEqualTo(1);
        assertThat(hinted(true).hinted()).isEqualTo(1);
    }

    private static PutDecision hinted(boolean isSloppy) {
        PutDecision decision = new PutDecision(2, isSloppy, Placement.stable(1, List.of(ONE, TWO, X)));
        decision.add(ONE);
        decision.addHint(Y);
        decision.addHint(Y);
        return decision;
    }

    private static boolean joint(StoreId... acked) {
        PutDecision decision = new PutDecision(
                2,
                true,
                new Placement(7, Placement.Phase.JOINT, List.of(ONE, TWO, X), Optional.of(new Placement.Move(X, Y))));
        for (StoreId store : acked) {
            decision.add(store);
        }
        return decision.isEnough(true);
    }

    private static List<StoreId> stores(int count) {
        List<StoreId> stores = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stores.add(new StoreId(1, i));
        }
        return stores;
    }
}
