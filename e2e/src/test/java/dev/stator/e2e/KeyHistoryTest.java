package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.client.Context;
import dev.stator.client.WriteResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyHistoryTest {
    private static final WriteResult BY_OWNERS = acknowledged("owners=2; hinted=0; required=2", 1);
    private static final WriteResult HINTED = acknowledged("owners=1; hinted=1; required=2", 1);
    private static final WriteResult SENT_TWICE = acknowledged("owners=2; hinted=0; required=2", 2);
    private static final WriteResult UNKNOWN = new WriteResult.Unknown(504, "");
    private static final WriteResult NOT_APPLIED = new WriteResult.NotApplied(503, "");

    private final KeyHistory history = new KeyHistory("k");
    private long now;

    private static WriteResult acknowledged(String copies, int attempts) {
        return new WriteResult.Written(Optional.of(new Context("c")), "e", 1, copies, attempts);
    }

    private KeyHistory.Write put(String value, WriteResult result) {
        KeyHistory.Write write = history.plain(value, false, now++);
        history.ended(write, result, now++);
        return write;
    }

    private void put(String value, WriteResult result, String... seen) {
        history.ended(history.withContext(value, false, Set.of(seen), now++), result, now++);
    }

    private List<String> read(String... values) {
        return history.wrong(List.of(values), now++, false);
    }

    private List<String> atLast(String... values) {
        return history.wrong(List.of(values), now++, true);
    }

    @Test
    void lastOfPlainPutsStandsForAllOfThem() {
        put("a", BY_OWNERS);
        put("b", BY_OWNERS);

        assertThat(read("b")).isEmpty();
        assertThat(read("a")).singleElement().asString().contains("put b", "is lost");
        assertThat(read()).singleElement().asString().contains("put b", "is lost");
    }

    @Test
    void hintedWriteIsMissedOnlyOnceAllIsQuiet() {
        put("a", HINTED);

        assertThat(read()).isEmpty();
        assertThat(atLast()).singleElement().asString().contains("put a", "is lost");
    }

    @Test
    void siblingsAreAllAskedFor() {
        put("a", BY_OWNERS, new String[0]);
        put("b", BY_OWNERS, new String[0]);

        assertThat(read("a", "b")).isEmpty();
        assertThat(read("b")).singleElement().asString().contains("put a", "is lost");
    }

    @Test
    void writeThatHasSeenAnotherStandsForIt() {
        put("a", BY_OWNERS, new String[0]);
        put("b", BY_OWNERS, "a");

        assertThat(read("b")).isEmpty();
        assertThat(read("a", "b")).singleElement().asString().contains("put a", "is back");
    }

    @Test
    void whatWasSentTwiceMayComeBack() {
        put("a", SENT_TWICE, new String[0]);
        put("b", BY_OWNERS, "a");

        assertThat(atLast("a", "b")).isEmpty();
    }

    @Test
    void writeOfUnknownEndMayBeThereOrNot() {
        put("a", BY_OWNERS);
        put("b", UNKNOWN);

        assertThat(read("a")).isEmpty();
        assertThat(read("b")).isEmpty();
        assertThat(read("a", "b")).isEmpty();
        assertThat(read()).hasSize(1);
    }

    @Test
    void deletionStandsForWhatCameBeforeItButNotForWhatComesAfter() {
        put("a", BY_OWNERS);
        history.ended(history.plain("gone", true, now++), BY_OWNERS, now++);

        assertThat(read()).isEmpty();

        put("b", BY_OWNERS);

        assertThat(read()).singleElement().asString().contains("put b", "is lost");
    }

    @Test
    void writesThatCrossedMayEachHaveSeenTheOtherButNotBoth() {
        KeyHistory.Write a = history.plain("a", false, now++);
        KeyHistory.Write b = history.plain("b", false, now++);
        history.ended(a, BY_OWNERS, now++);
        history.ended(b, BY_OWNERS, now++);

        assertThat(read("a")).isEmpty();
        assertThat(read("b")).isEmpty();
        assertThat(read()).hasSize(2);
    }

    @Test
    void writeThatWasSeenBeforeItsEndStaysAccountedFor() {
        KeyHistory.Write slow = history.plain("slow", false, now++);
        put("b", BY_OWNERS, "slow");
        put("c", BY_OWNERS, "b");
        history.ended(slow, BY_OWNERS, now++);

        assertThat(read("c")).isEmpty();
    }

    @Test
    void whatWasSaidNotToBeDoneIsNeverRead() {
        put("a", NOT_APPLIED);
        assertThat(history.falseRefusals()).isEmpty();

        var unused = read("a");

        assertThat(history.falseRefusals()).singleElement().asString().contains("put a", "NOT_DONE");
    }

    @Test
    void valueThatNobodyWroteIsWrong() {
        assertThat(read("x")).containsExactly("k: nobody wrote x");
    }
}
