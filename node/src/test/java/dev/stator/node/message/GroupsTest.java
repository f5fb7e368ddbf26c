package dev.stator.node.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How many groups a store told, and what it lacks of them (PROTOCOL rule 20). */
class GroupsTest {
    private static final Life FIRST = new Life(1, 1);
    private static final Life SECOND = new Life(2, 2);

    /** @param heard what others say of the store that began its life SECOND with 50 groups */
    private record Row(Groups heard, boolean lacks) {}

    @Test
    void storeLacksWhatWasToldBeforeItsLifeBegan() {
        List<Row> rows = List.of(
                new Row(Groups.NONE, false),
                new Row(new Groups(FIRST, 10, 50, 0), false),
                new Row(new Groups(FIRST, 10, 51, 0), true),
                new Row(new Groups(FIRST, 10, 20, 51), true),
                new Row(new Groups(SECOND, 50, 90, 50), false), // what it synced itself is no proof
                new Row(new Groups(SECOND, 50, 50, 51), true),
                new Row(new Groups(new Life(3, 3), 51, 51, 0), true));

        for (Row row : rows) {
            assertThat(Groups.begun(SECOND, 50).lacks(row.heard()))
                    .as(row.toString())
                    .isEqualTo(row.lacks());
        }
    }

    @Test
    void laterLifeKeepsWhatEarlierOnesTold() {
        Groups earlier = new Groups(FIRST, 10, 70, 5);
        Groups later = Groups.begun(SECOND, 50);

        assertThat(earlier.merge(later)).isEqualTo(new Groups(SECOND, 50, 50, 70));
        assertThat(later.merge(earlier)).isEqualTo(new Groups(SECOND, 50, 50, 70));
        assertThat(later.synced(60).merge(earlier).synced()).isEqualTo(60);
    }

    @Test
    void storeNeverHasSyncedLessThanItBeganWith() {
        assertThatThrownBy(() -> new Groups(FIRST, 5, 4, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Groups.begun(FIRST, 5).synced(4).synced()).isEqualTo(5);
    }
}
