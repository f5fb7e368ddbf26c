package dev.stator.node.version;

import static dev.stator.node.version.Notation.actor;
import static dev.stator.node.version.Notation.context;
import static dev.stator.node.version.Notation.dots;
import static dev.stator.node.version.Notation.seen;
import static dev.stator.node.version.Notation.shown;
import static dev.stator.node.version.Notation.sibling;
import static dev.stator.node.version.Notation.state;
import static dev.stator.node.version.Notation.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.ring.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The worked examples of the protocol, one test each, in {@link Notation}. Where an example is about messages, what the values
 * can show of it is here, and the rest beside the coordinator. A name ends with the example's number.
 */
class VersioningVectorsTest {
    private static final CausalContext NOTHING_SEEN = CausalContext.EMPTY;

    @Test
    void firstPutMakesTheFirstDotV1() {
        KeyState.Put v1 = put("∅", NOTHING_SEEN, "v1", "A");

        assertLeaves(v1, "{A:1} | A1=v1", "{A:1}");
    }

    @Test
    void putThatSawNothingLeavesASiblingV2() {
        KeyState.Put v2 = put("{A:1} | A1=v1", NOTHING_SEEN, "v2", "A");

        assertLeaves(v2, "{A:2} | A1=v1,A2=v2", "{+A2}");
    }

    @Test
    void putReplacesWhatItSawAndNothingElseV3() {
        KeyState.Put v3 = put("{A:2} | A1=v1,A2=v2", context("{A:1}"), "v3", "A");

        assertLeaves(v3, "{A:3} | A2=v2,A3=v3", "{A:1,+A3}");
    }

    @Test
    void ackContextCoversTheOwnPutsAndNotTheServersClockV4() {
        KeyState.Put v3 = put("{A:2} | A1=v1,A2=v2", context("{A:1}"), "v3", "A");

        KeyState.Put v4 = v3.state().put(v3.ack(), sibling("v4"), actor("A"));

        assertLeaves(v4, "{A:4} | A2=v2,A4=v4", "{A:1,+A3,+A4}");
    }

    @Test
    void twoClientsThatTakeTurnsKeepTwoSiblingsV5() {
        KeyState.Put x = put("∅", NOTHING_SEEN, "x1", "A");
        KeyState.Put y = x.state().put(NOTHING_SEEN, sibling("y1"), actor("A"));

        x = y.state().put(x.ack(), sibling("x2"), actor("A"));
        assertThat(text(x.state())).isEqualTo("{A:3} | A2=y1,A3=x2");
        y = x.state().put(y.ack(), sibling("y2"), actor("A"));
        assertThat(text(y.state())).isEqualTo("{A:4} | A3=x2,A4=y2");

        for (int round = 3; round <= 10_000; round++) {
            x = y.state().put(x.ack(), sibling("x" + round), actor("A"));
            y = x.state().put(y.ack(), sibling("y" + round), actor("A"));
            assertThat(x.state().live()).hasSize(2);
            assertThat(y.state().live()).hasSize(2);
        }
        assertThat(shown(y.state())).containsExactly("x10000", "y10000");
    }

    @Test
    void putsAtTwoCoordinatorsUnderOneContextAreBothKeptV6() {
        CausalContext base = context("{A:1}");
        KeyState a = put("{A:1} | A1=v", base, "a", "A").state();
        KeyState b = put("{A:1} | A1=v", base, "b", "B").state();

        assertMerge(a, b, "{A:2,B:1} | A2=a,B1=b");
    }

    @Test
    void whatAPutReplacedDoesNotComeBackFromOlderStatesV7() {
        KeyState resolved =
                put("{A:2,B:1} | A2=a,B1=b", context("{A:2,B:1}"), "r", "C").state();

        for (String older : List.of("∅", "{A:1} | A1=v", "{A:2} | A2=a", "{A:1,B:1} | B1=b", "{A:2,B:1} | A2=a,B1=b")) {
            assertMerge(resolved, state(older), "{A:2,B:1,C:1} | C1=r");
        }
    }

    @Test
    void coordinatorThatIsBehindTheContextReplacesWhatItNeverSawV8() {
        KeyState.Put v3 = put("{A:1} | A1=v1", context("{A:2}"), "v3", "B");

        assertThat(text(v3.state())).isEqualTo("{A:2,B:1} | B1=v3");
        assertMerge(v3.state(), state("{A:2} | A2=v2"), "{A:2,B:1} | B1=v3");
    }

    @Test
    void deltaKeepsItsGapSoThatTheRestStillFitsInV9() {
        KeyState delta = state("{+A2} | A2=v2");

        assertMerge(state("∅"), delta, "{+A2} | A2=v2");
        assertMerge(delta, state("{A:2} | A1=v1,A2=v2"), "{A:2} | A1=v1,A2=v2");
    }

    @Test
    void newActorAfterALostDiskKeepsBothVersionsV10() {
        KeyState after = put("∅", NOTHING_SEEN, "v2", "A'").state();

        assertThat(text(after)).isEqualTo("{A':1} | A'1=v2");
        assertMerge(after, state("{A:1} | A1=v1"), "{A:1,A':1} | A1=v1,A'1=v2");
    }

    @Test
    void oneDotWithTwoContentsIsRefusedAndNeverResolvedByChoosingV10() {
        KeyState one = state("{A:1} | A1=v1");
        KeyState other = state("{A:1} | A1=v2");

        assertThatThrownBy(() -> one.merge(other)).isInstanceOf(DotConflictException.class);
        assertThatThrownBy(() -> other.merge(one)).isInstanceOf(DotConflictException.class);
    }

    @Test
    void counterThatSkipsAheadLeavesAGapV11() {
        assertMerge(state("{+A1001} | A1001=v2"), state("{A:1} | A1=v1"), "{A:1,+A1001} | A1=v1,A1001=v2");
    }

    @Test
    void fallbackThatForgotNamesItsNextVersionUnderANewActorV12() {
        KeyState first = put("∅", NOTHING_SEEN, "f1", "F").state();
        KeyState second = put("∅", NOTHING_SEEN, "f2", "F'").state();

        assertMerge(first, second, "{F:1,F':1} | F1=f1,F'1=f2");
    }

    @Test
    void putConcurrentWithADeleteSurvivesItV13() {
        KeyState deleted = put("{A:1} | A1=v", context("{A:1}"), "⊥", "B").state();
        KeyState written = put("{A:1} | A1=v", context("{A:1}"), "w", "A").state();

        assertMerge(deleted, written, "{A:2,B:1} | A2=w,B1=⊥");
        assertThat(shown(deleted.merge(written))).containsExactly("w");
    }

    @Test
    void tombstoneStandsAgainstAStaleReplicaV14() {
        assertMerge(state("{A:1,B:1} | B1=⊥"), state("{A:1} | A1=v"), "{A:1,B:1} | B1=⊥");
    }

    /** Why purging needs a proof (rule 14): a state alone cannot tell "purged" from "never heard of". */
    @Test
    void purgedKeyTakesAStaleReplicaForNewsV15() {
        assertMerge(state("∅"), state("{A:1} | A1=v"), "{A:1} | A1=v");
    }

    @Test
    void lateTombstoneDoesNotEatAKeyThatWasMadeAnewV16() {
        KeyState anew = put("∅", NOTHING_SEEN, "new", "B'").state();

        assertMerge(anew, state("{A:1,B:1} | B1=⊥"), "{A:1,B:1,B':1} | B1=⊥,B'1=new");
        assertThat(shown(anew.merge(state("{A:1,B:1} | B1=⊥")))).containsExactly("new");
    }

    @Test
    void putAfterAmnesiaUnderANewActorSurvivesV17() {
        KeyState put = put("{A:1} | A1=v1", context("{A:3}"), "v9", "A'").state();

        assertThat(text(put)).isEqualTo("{A:3,A':1} | A'1=v9");
        assertMerge(put, state("{A:3} | A3=v8"), "{A:3,A':1} | A'1=v9");
    }

    /** A dot minted inside what the context knows would vanish at the first merge: whoever chose the actor has a bug. */
    @Test
    void putUnderAnActorThatTheContextKnowsBetterIsRefusedV17() {
        KeyState behind = state("{A:1} | A1=v1");

        assertThatThrownBy(() -> behind.put(context("{A:3}"), sibling("v9"), actor("A")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is known already");
    }

    @Test
    void writeThatWasTriedTwiceHasTwoDotsAndIsShownOnceV18() {
        KeyState merged = state("{A:1} | A1=w7").merge(state("{B:1} | B1=w7"));

        assertThat(text(merged)).isEqualTo("{A:1,B:1} | A1=w7,B1=w7");
        assertThat(shown(merged)).containsExactly("w7");
    }

    @Test
    void filledGapClosesV19() {
        assertThat(text(dots("{A:1,+A3}").union(dots("{+A2}")))).isEqualTo("{A:3}");
    }

    /** Nothing here trims by time: whatever the stamps say and however the three meet, what is concurrent stays. */
    @Test
    void mergeNeverChoosesByTimeV20() {
        KeyState a =
                KeyState.EMPTY.put(NOTHING_SEEN, sibling("a", 10), actor("A")).state();
        KeyState.Put c = KeyState.EMPTY.put(NOTHING_SEEN, sibling("c", 30), actor("C"));
        KeyState d = c.state().put(c.ack(), sibling("d", 5), actor("D")).state();

        assertThat(text(a.merge(c.state()).merge(d))).isEqualTo("{A:1,C:1,D:1} | A1=a,D1=d");
        assertThat(a.merge(c.state().merge(d))).isEqualTo(a.merge(c.state()).merge(d));
    }

    @Test
    void putsUnderOneContextAtOneCoordinatorGetTwoDotsV21() {
        KeyState.Put p = put("{A:1} | A1=v", context("{A:1}"), "p", "A");

        KeyState.Put q = p.state().put(context("{A:1}"), sibling("q"), actor("A"));

        assertLeaves(q, "{A:3} | A2=p,A3=q", "{A:1,+A3}");
    }

    @Test
    void contextOfAnotherKeyOrClusterIsRefusedV22() {
        String foreign = new ContextToken("cluster").encode(Key.of("other"), context("{A:9}"));

        assertThatThrownBy(() -> new ContextToken("cluster").decode(Key.of("key"), foreign))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("another key");
        assertThatThrownBy(() -> new ContextToken("elsewhere").decode(Key.of("other"), foreign))
                .isInstanceOf(MalformedBytesException.class)
                .hasMessageContaining("another store");
    }

    @Test
    void liveWriteAndOlderStreamMeetInEitherOrderV23() {
        KeyState live = state("{A:2} | A2=n");
        KeyState streamed = state("{A:1} | A1=o");

        assertThat(text(KeyState.EMPTY.merge(live).merge(streamed))).isEqualTo("{A:2} | A2=n");
        assertThat(text(KeyState.EMPTY.merge(streamed).merge(live))).isEqualTo("{A:2} | A2=n");
    }

    @Test
    void hintThatGrewWhileInFlightSaysMoreThanWhatWasSentV24() {
        KeyState sent = put("∅", NOTHING_SEEN, "h1", "F").state();
        KeyState grown = sent.put(NOTHING_SEEN, sibling("h2"), actor("F")).state();

        assertThat(grown).isNotEqualTo(sent);
        assertMerge(KeyState.EMPTY.merge(sent), grown, "{F:2} | F1=h1,F2=h2");
    }

    @Test
    void prunedClockCostsAFalseSiblingThatTheWholeClockHealsV25() {
        KeyState pruned = state("{B:2} | B2=x");
        KeyState whole = state("{A:5,B:2} | B2=x");

        KeyState met = pruned.merge(state("{A:4} | A4=old"));

        assertThat(text(met)).isEqualTo("{A:4,B:2} | A4=old,B2=x");
        assertMerge(met, whole, "{A:5,B:2} | B2=x");
    }

    /** V26 is about registers: see StampsTest. Dotted states have no clock that could run backwards. */
    @Test
    void putWithAClockThatWentBackIsKeptLikeAnyOtherV26() {
        KeyState.Put first = KeyState.EMPTY.put(NOTHING_SEEN, sibling("first", 1_000), actor("A"));

        KeyState.Put second = first.state().put(first.ack(), sibling("second", 400), actor("B"));

        assertMerge(first.state(), second.state(), "{A:1,B:1} | B1=second");
    }

    @Test
    void plainPutReplacesWhatWasAcknowledgedV30() {
        KeyState own = state("{A:1} | A1=v1");

        KeyState.Put v2 = own.put(seen(own, own), sibling("v2"), actor("A"));

        assertLeaves(v2, "{A:2} | A2=v2", "{A:2}");
    }

    @Test
    void plainPutReplacesWhatOnlyTheAskedKnowV31() {
        KeyState told = state("{A:1} | A1=s1");

        KeyState.Put s2 = KeyState.EMPTY.put(seen(told), sibling("s2"), actor("B"));

        assertLeaves(s2, "{A:1,B:1} | B1=s2", "{A:1,B:1}");
        assertMerge(s2.state(), told, "{A:1,B:1} | B1=s2");
    }

    @Test
    void plainDeleteReplacesWhatOnlyTheAskedKnowV32() {
        KeyState told = state("{A:1} | A1=s1");

        KeyState deleted =
                KeyState.EMPTY.put(seen(told), sibling("⊥"), actor("B")).state();

        assertMerge(deleted, told, "{A:1,B:1} | B1=⊥");
        assertThat(shown(deleted.merge(told))).isEmpty();
    }

    @Test
    void plainPutsThatCrossAreBothKeptV33() {
        KeyState p = put("∅", seen(KeyState.EMPTY), "p", "A").state();
        KeyState q = put("∅", seen(KeyState.EMPTY), "q", "B").state();

        assertMerge(p, q, "{A:1,B:1} | A1=p,B1=q");
    }

    @Test
    void contextTellsAPutWhoseTheVersionsWereThatItReplacesV34() {
        KeyState reached = state("{A:1} | A1=x(u9)");

        KeyState y = KeyState.EMPTY
                .put(CausalContext.of(reached), sibling("y"), actor("B"))
                .state();

        assertThat(text(y)).isEqualTo("{A:1,B:1} | B1=y");
        assertThat(y.dotsOf(sibling("x(u9)").write()))
                .extracting(KnownWrite::dot)
                .containsExactly(Notation.dot("A1"));
    }

    @Test
    void ackContextToldThroughATokenStillSaysWhoseTheReplacedWereV34() {
        ContextToken tokens = new ContextToken("cluster");
        Key key = Key.of("key");
        KeyState.Put x = put("∅", NOTHING_SEEN, "x(u9)", "A");

        CausalContext told = tokens.decode(key, tokens.encode(key, x.ack()));
        KeyState y = KeyState.EMPTY.put(told, sibling("y"), actor("B")).state();

        assertThat(y.dotsOf(sibling("x(u9)").write())).hasSize(1);
    }

    @Test
    void oneWriteIdWithTwoContentsIsTwoWritesV35() {
        KeyState x = put("∅", NOTHING_SEEN, "x(u1)", "A").state();
        KeyState y = put("∅", NOTHING_SEEN, "y(u1)", "B").state();

        assertMerge(x, y, "{A:1,B:1} | A1=x,B1=y");
        assertThat(shown(x.merge(y))).containsExactly("x", "y");
        assertThat(x.dotsOf(sibling("y(u1)").write())).isEmpty();
    }

    @Test
    void rememberedWriteWithAnotherContentIsAnotherWriteV35() {
        KeyState replaced = state("{A:2} | A2=z | A1=x(u1)");

        assertThat(replaced.dotsOf(sibling("x(u1)").write())).hasSize(1);
        assertThat(replaced.dotsOf(sibling("y(u1)").write())).isEmpty();
    }

    @Test
    void retriedWriteIsFoundAndItsAckCoversItsDotV36() {
        KeyState here = state("{A:2} | A1=v,A2=x(u7)");

        List<KnownWrite> found = here.dotsOf(sibling("x(u7)").write());
        CausalContext ack = KeyState.ackOf(context("{B:1}"), found);

        assertThat(found).extracting(KnownWrite::dot).containsExactly(Notation.dot("A2"));
        assertThat(text(ack.dots())).isEqualTo("{+A2,B:1}");
    }

    @Test
    void contextThatCoversOneDotOfAWriteCoversAllOfThemV39() {
        KeyState hedged = state("{A:1,B:1} | A1=x,B1=x");

        KeyState z = hedged.put(context("{A:1}"), sibling("z"), actor("B")).state();

        assertThat(text(z)).isEqualTo("{A:1,B:2} | B2=z");
    }

    @Test
    void contextThatOnlyNamesAWriteCoversItsOtherDotV39() {
        KeyState elsewhere = state("{B:1} | B1=x");
        CausalContext saw = CausalContext.of(state("{A:1} | A1=x"));

        KeyState z = elsewhere.put(saw, sibling("z"), actor("B")).state();

        assertThat(text(z)).isEqualTo("{A:1,B:2} | B2=z");
    }

    @Test
    void mergeDoesNotFoldTwoDotsOfOneWriteV39() {
        KeyState covered = state("{A:1,B:2} | B2=z | A1=x");

        assertMerge(covered, state("{C:1} | C1=x"), "{A:1,B:2,C:1} | B2=z,C1=x");
    }

    @Test
    void lateCopyOfAReplacedPutLeavesWhatReplacedItV40() {
        KeyState late = state("{A:2} | A2=y");
        KeyState x = KeyState.EMPTY
                .put(CausalContext.of(late), sibling("x"), actor("B"))
                .state();

        assertMerge(x, late, "{A:2,B:1} | B1=x");
    }

    private static KeyState.Put put(String state, CausalContext context, String value, String actor) {
        return state(state).put(context, sibling(value), actor(actor));
    }

    private static void assertLeaves(KeyState.Put put, String state, String ack) {
        assertThat(text(put.state())).isEqualTo(state);
        assertThat(text(put.ack().dots())).isEqualTo(ack);
    }

    /** In either order, and once more. */
    private static void assertMerge(KeyState one, KeyState other, String expected) {
        KeyState merged = one.merge(other);

        assertThat(text(merged)).isEqualTo(expected);
        assertThat(other.merge(one)).isEqualTo(merged);
        assertThat(merged.merge(one).merge(other)).isEqualTo(merged);
        assertThat(merged.merge(one.merge(other))).isEqualTo(merged);
    }
}
