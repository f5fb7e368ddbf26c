package dev.stator.node.kernel;

import static dev.stator.node.kernel.Story.KEY;
import static dev.stator.node.kernel.Story.put;
import static dev.stator.node.kernel.Story.valuesOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Request;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How what is known of a key stays short (PROTOCOL rule 16, FAILURES 30): of four actors at most, untouched for ten seconds. */
class PruneStoriesTest {
    private static final long PASS_MILLIS = 20_000;
    private static final List<String> OWNERS = List.of("a", "b", "c");

    private final Story story = Story.of(3, 2, 2, "a", "b", "c");

    PruneStoriesTest() {
        story.shorten(new Lifetimes(10_000, 3_600_000, 3_600_000, 4));
        story.compareTrees();
    }

    @Test
    void hundredRestartsLeaveAShortPast() {
        for (int i = 0; i < 100; i++) {
            story.node("a").written(put("v" + i));
            story.node("a").restart();
        }
        adopted(5);
        assertThat(known("b")).isEqualTo(100);

        story.pass(4 * PASS_MILLIS);
        OWNERS.forEach(owner -> assertThat(known(owner)).as(owner).isEqualTo(100));

        drained(7);
        story.pass(3 * PASS_MILLIS);

        OWNERS.forEach(owner -> assertThat(known(owner)).as(owner).isLessThanOrEqualTo(2));
        OWNERS.forEach(owner ->
                assertThat(valuesOf(story.node(owner).stored())).as(owner).containsExactly("v99"));
        assertThat(story.counted(Telemetry.Counter.PRUNED)).isPositive();
        story.node("a").written(put("w"));
        assertThat(story.node("b").values()).containsExactly("w");
        assertThat(story.counted(Telemetry.Counter.DOT_AMNESIA)).isZero();
    }

    @Test
    void recordThatIsWrittenIsWatchedAnew() {
        for (int i = 0; i < 6; i++) {
            story.node("a").written(put("v" + i));
            story.node("a").restart();
        }
        adopted(5);
        story.pass(4 * PASS_MILLIS);
        Mark.LongPast before = watched("a");
        assertThat(before.agreement().isAgreed()).isTrue();

        story.node("b").written(put("w"));
        assertThat(watched("a").since()).isGreaterThan(before.since());
        assertThat(watched("a").agreement().isAgreed()).isFalse();

        drained(9);
        story.pass(5_000);
        assertThat(known("a")).isGreaterThan(6);
    }

    @Test
    void nothingIsPrunedWhileAnOwnerHasSomethingElse() {
        for (int i = 0; i < 6; i++) {
            story.node("a").written(put("v" + i));
            story.node("a").restart();
        }
        story.hold("a", "c");
        story.hold("b", "c");
        story.node("a").written(put("w"));
        story.loseHeld();
        story.release();
        story.hold(Request.Write.class); // c cannot be repaired
        story.hold(Request.Read.class);
        adopted(5);

        story.pass(4 * PASS_MILLIS);
        drained(9);
        story.pass(4 * PASS_MILLIS);

        assertThat(known("c")).isEqualTo(6);
        assertThat(known("a")).isEqualTo(7);
        assertThat(known("b")).isEqualTo(7);
    }

    private void adopted(long sweep) {
        OWNERS.forEach(owner -> story.node(owner).adopt(sweep));
    }

    private void drained(long sweep) {
        OWNERS.forEach(owner -> story.node(owner).seeDrained(sweep));
    }

    private int known(String owner) {
        return story.node(owner).stored().known().entries().size();
    }

    private Mark.LongPast watched(String owner) {
        return (Mark.LongPast) story.node(owner).disk.record(Table.RECORDS, KEY).mark();
    }
}
