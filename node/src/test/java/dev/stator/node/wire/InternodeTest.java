package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.tls.TestAuthority;
import dev.stator.ring.Key;
import dev.stator.ring.StoreId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets on loopback. */
final class InternodeTest {
    private static final String CLUSTER = "c1";

    private final Path directory;
    private final TestAuthority authority = new TestAuthority("internode");
    private final List<TestStore> stores = new ArrayList<>();

    InternodeTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void stop() {
        stores.forEach(TestStore::close);
    }

    @Test
    void twoStoresExchangeMessagesInOrder() throws Exception {
        TestStore one = start(1, 1);
        TestStore two = start(2, 1);
        introduce(one, two);
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            sent.add(read(i));
        }

        one.send(0, two.id, sent.toArray(new Message[0]));
        two.send(0, one.id, new Reply.Same(new RequestId(7)));

        for (Message message : sent) {
            TestStore.Arrival arrival = two.nextArrival();
            assertThat(arrival.from()).isEqualTo(one.id);
            assertThat(((Request.Read) arrival.message()).id()).isEqualTo(((Request.Read) message).id());
        }
        assertThat(one.nextArrival().message()).isEqualTo(new Reply.Same(new RequestId(7)));
    }

    private TestStore start(int number, int shards) {
        TestStore store = new TestStore(
                CLUSTER,
                new StoreId(9, number),
                authority.issue(directory.resolve("n" + number), "stator://" + CLUSTER + "/node"),
                shards,
                WireSettings.DEFAULTS,
                0);
        stores.add(store);
        return store;
    }

    private static void introduce(TestStore one, TestStore two) throws InterruptedException {
        var ring = TestStore.ring(CLUSTER, 1, List.of(one.member(), two.member()), Set.of());
        one.knows(ring);
        two.knows(ring);
        one.awaitReach(two.id, true);
        two.awaitReach(one.id, true);
    }

    private static Request.Read read(int number) {
        return new Request.Read(new RequestId(number), new Fence(1, 1), Key.of("k" + number), 5_000, 0);
    }
}
