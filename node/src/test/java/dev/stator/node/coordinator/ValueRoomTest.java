package dev.stator.node.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueRoomTest {
    @ParameterizedTest(name = "{1} more, of {0} held {2} own, of 100: {3}")
    @CsvSource({
        "0, 100, 0, true",
        "0, 500, 0, true", // alone
        "60, 500, 60, true", // still alone
        "60, 40, 0, true",
        "60, 41, 0, false",
        "60, 41, 59, false",
    })
    void roomIsForAllTogetherOrForOne(long held, long more, long own, boolean isTaken) {
        ValueRoom room = new ValueRoom(100);
        room.take(held, 0);

        assertThat(room.take(more, own)).isEqualTo(isTaken);

        room.give(isTaken ? held + more : held);
        assertThat(room.take(100, 0)).isTrue();
        assertThat(room.take(1, 0)).isFalse();
    }
}
