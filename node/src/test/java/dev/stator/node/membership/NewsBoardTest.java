package dev.stator.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.DiskState;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Profile;
import dev.stator.node.message.RingVersion;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewsBoardTest {
    private static final int PLENTY = 1 << 20;

    private final NewsBoard board = new NewsBoard(3);

    private static MemberRecord member(int number) {
        Profile profile = new Profile(new Endpoint("host", 1, 2), DiskState.OK);
        return MemberRecord.born(new StoreId(0, number), new Life(1, number), profile, RingVersion.NONE);
    }

    private static List<MemberRecord> members(int... numbers) {
        return java.util.Arrays.stream(numbers).mapToObj(NewsBoardTest::member).toList();
    }

    @Test
    void newestIsToldFirstAndWhatWasToldLessOftenBeforeTheRest() {
        board.put(member(1));
        board.put(member(2));
        int one = NewsBoard.bytesOf(member(1));

        assertThat(board.next(one, 9)).isEqualTo(members(2));
        assertThat(board.next(one, 9)).isEqualTo(members(1));
        board.put(member(3));
        assertThat(board.next(2 * one, 9)).isEqualTo(members(3, 2));
    }

    @Test
    void newsIsForgottenOnceItWasToldOftenEnough() {
        board.put(member(1));

        assertThat(board.next(PLENTY, 2)).isEqualTo(members(1));
        assertThat(board.next(PLENTY, 2)).isEqualTo(members(1));
        assertThat(board.next(PLENTY, 2)).isEmpty();
    }

    @Test
    void laterNewsOfOneMemberTakesThePlaceOfEarlier() {
        board.put(member(1));
        MemberRecord later = member(1).reborn(new Life(2, 0));
        board.put(later);

        assertThat(board.next(PLENTY, 9)).containsExactly(later);
    }

    @Test
    void nothingIsToldBeyondTheRoomOfAMessage() {
        board.put(member(1));

        assertThat(board.next(NewsBoard.bytesOf(member(1)) - 1, 9)).isEmpty();
    }

    @Test
    void boardIsBoundedAndWhatWasToldMostGoesFirst() {
        board.put(member(1));
        board.next(PLENTY, 9);
        board.put(member(2));
        board.put(member(3));
        board.put(member(4));

        assertThat(board.size()).isEqualTo(3);
        assertThat(board.next(PLENTY, 9)).isEqualTo(members(4, 3, 2));
    }
}
