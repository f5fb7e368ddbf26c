package dev.stator.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FullReplicationTest {
    /** State, epoch, bytes for others and comparisons due of two nodes ({@code -}: not said), and what follows in epoch 7. */
    @ParameterizedTest
    @CsvSource({
        "ready 7 0 0, ready 7 0 0, YES CopiesEqual: all owners have compared what they hold",
        "ready 7 0 0, stopped - - -, NO NodesNotReady: b is stopped",
        "ready 7 0 0, ready 6 0 0, 'NO RingNotHeard: b has ring epoch 6, not 7'",
        "ready 8 0 0, ready 7 0 0, 'NO RingNotHeard: a has ring epoch 8, not 7'",
        "ready 7 0 0, ready 7 5 0, NO HintsKept: b keeps 5 bytes for others",
        "ready 7 0 3, ready 7 0 0, NO ComparisonsDue: a has 3 comparisons with other owners before it",
        "ready 7 0 0, ready - - -, UNKNOWN NotReported: b has not said which ring it has",
        "ready 7 - 0, ready 7 0 0, UNKNOWN NotReported: a has not said what it keeps for others",
        "ready 7 0 0, ready 7 0 -, UNKNOWN NotReported: b has not said how many comparisons",
        "ready 7 - -, ready 7 0 2, NO ComparisonsDue: b has 2",
        "ready 7 5 2, stopped - - -, NO NodesNotReady: b is stopped",
        "ready 7 5 2, ready 6 0 0, 'NO RingNotHeard: b has ring epoch 6, not 7'",
        "ready 7 0 2, ready 7 5 0, NO HintsKept: b keeps 5 bytes for others",
        "ready - - -, not-ready 7 0 0, NO NodesNotReady: b is not-ready",
    })
    void oneObjectionIsEnoughAndSilenceIsNoYes(String a, String b, String expected) {
        FullReplication.Verdict verdict = FullReplication.of(7, List.of(node("a", a), node("b", b)));

        assertThat(verdict.answer() + " " + verdict.reason() + ": " + verdict.message())
                .startsWith(expected);
    }

    @Test
    void nobodyAskedIsNoYes() {
        assertThat(FullReplication.of(7, List.of()).answer()).isEqualTo(FullReplication.Answer.UNKNOWN);
    }

    private static FullReplication.Node node(String name, String text) {
        List<String> words = List.of(text.split(" "));
        List<OptionalLong> said = Stream.of(1, 2, 3)
                .map(words::get)
                .map(word -> word.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(word)))
                .toList();
        return new FullReplication.Node(name, words.get(0), said.get(0), said.get(1), said.get(2));
    }
}
