package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Message;
import dev.stator.node.message.Request;
import org.junit.jupiter.api.Test;

final class FreshnessTest {
    @Test
    void deadlineShrinksByTheAgeAndNothingElseChanges() {
        for (long seed = 0; seed < 100; seed++) {
            for (Message message : new RandomMessages(seed).oneOfEach()) {
                Message later = Freshness.after(7, message);

                if (message instanceof Request request && request.timeoutMillis() > 7) {
                    assertThat(later).extracting("timeoutMillis").isEqualTo(request.timeoutMillis() - 7);
                    assertThat(later)
                            .usingRecursiveComparison()
                            .ignoringFields("timeoutMillis", "startByMillis")
                            .isEqualTo(message);
                } else if (message instanceof Request) {
                    assertThat(later).isNull();
                } else {
                    assertThat(later).isSameAs(message);
                }
            }
        }
    }

    @Test
    void startByShrinksToNoLessThanNothing() {
        Request.Forward forward =
                (Request.Forward) new RandomMessages(1).oneOfEach().get(3);
        Request.Forward timed = new Request.Forward(
                forward.id(), forward.epoch(), 500, 100, forward.askFirst(), forward.last(), false, forward.write());

        assertThat(Freshness.after(30, timed)).extracting("startByMillis").isEqualTo(70);
        assertThat(Freshness.after(200, timed)).extracting("startByMillis").isEqualTo(0);
        assertThat(Freshness.after(500, timed)).isNull();
    }

    @Test
    void whatIsNewIsNotTouched() {
        for (Message message : new RandomMessages(1).oneOfEach()) {
            assertThat(Freshness.after(0, message)).isSameAs(message);
        }
    }
}
