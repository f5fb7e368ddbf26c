package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.ring.StoreId;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

final class SessionsTest {
    private static final StoreId CALLER = new StoreId(1, 1);

    private final Sessions sessions = new Sessions();
    private final EmbeddedChannel first = new EmbeddedChannel();
    private final EmbeddedChannel second = new EmbeddedChannel();

    @Test
    void newConnectionOfAShardEndsTheOneBefore() {
        sessions.opened(CALLER, 0, first);
        sessions.opened(CALLER, 0, second);

        assertThat(first.isOpen()).isFalse();
        assertThat(second.isOpen()).isTrue();
    }

    @Test
    void otherShardsHaveConnectionsOfTheirOwn() {
        sessions.opened(CALLER, 0, first);
        sessions.opened(CALLER, 1, second);

        assertThat(first.isOpen()).isTrue();
        assertThat(second.isOpen()).isTrue();
    }

    @Test
    void lateEndOfTheOldConnectionDoesNotForgetTheNewOne() {
        sessions.opened(CALLER, 0, first);
        sessions.opened(CALLER, 0, second);
        sessions.closed(CALLER, 0, first);

        sessions.opened(CALLER, 0, new EmbeddedChannel());

        assertThat(second.isOpen()).isFalse();
    }
}
