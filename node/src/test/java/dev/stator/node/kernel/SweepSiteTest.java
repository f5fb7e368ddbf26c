package dev.stator.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.kernel.StoreSettings.ConflictResolution;
import dev.stator.node.kernel.StoreSettings.Durability;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepSiteTest {
    private final Story story = Story.of(1, 1, 1, "a");

    @Test
    void numberThatWasKeptIsReadInTheNextLife() {
        List<String> kept = new ArrayList<>();
        site().keep(7, () -> kept.add("durable"));
        story.run();
        story.node("a").restart();

        List<Long> read = new ArrayList<>();
        site().read(read::add);
        story.run();

        assertThat(kept).containsExactly("durable");
        assertThat(read).containsExactly(7L);
    }

    @Test
    void numberOfABufferedStoreIsKeptOnceItIsSynced() { // what others have heard it must not forget
        Story buffered = Story.of(ConflictResolution.SIBLINGS, Durability.BUFFERED, "a", "b", "c");
        buffered.node("a").syncsWait = true;
        List<String> kept = new ArrayList<>();
        SweepSite site = new SweepSite(buffered.node("a").ports(), (number, then) -> {}, seen -> {});

        site.keep(7, () -> kept.add("durable"));
        buffered.run();
        assertThat(kept).isEmpty();

        buffered.node("a").releaseDisk();
        assertThat(kept).containsExactly("durable");
    }

    @Test
    void storeThatNeverKeptOneHasNone() {
        List<Long> read = new ArrayList<>();

        site().read(read::add);
        story.run();

        assertThat(read).containsExactly(0L);
    }

    private SweepSite site() {
        return new SweepSite(story.node("a").ports(), (number, then) -> {}, seen -> {});
    }
}
