package dev.stator.node.membership;

import dev.stator.node.message.Gossip;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.TableDigest;
import dev.stator.node.port.Clock;
import dev.stator.node.port.Network;
import dev.stator.node.port.Randomness;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Says things: every message begins with what this store says of itself, then tells its receiver what is believed of *it*, if that
 * is not what it says, and then some news. One loop.
 */
final class Mouth {
    private final MembershipSettings settings;
    private final MemberTable table;
    private final NewsBoard news;
    private final Network network;
    private final Clock clock;
    private final Supplier<MemberRecord> own;
    private final BiConsumer<Long, StoreId> asked;
    private long lastId;

    Mouth(
            MembershipSettings settings,
            MemberTable table,
            NewsBoard news,
            Network network,
            Clock clock,
            Randomness randomness,
            Supplier<MemberRecord> own,
            BiConsumer<Long, StoreId> asked) {
        this.settings = settings;
        this.table = table;
        this.news = news;
        this.network = network;
        this.clock = clock;
        this.own = own;
        this.asked = asked;
        this.lastId = randomness.bits() >>> 16; // or an answer to an earlier life would be one to a question of this
    }

    /** Asks whether it lives; what is believed of it goes along, so that it can contradict. Returns the question's id. */
    long ping(StoreId to) {
        long id = ++lastId;
        asked.accept(id, to);
        Optional<MemberRecord> believed = table.record(to).filter(record -> !record.isAlive());
        network.send(to, new Gossip.Ping(id, own.get(), newsWith(believed)));
        return id;
    }

    void ask(StoreId helper, long id, StoreId target) {
        network.send(helper, new Gossip.PingRequest(id, target, own.get(), newsWith(Optional.empty())));
    }

    /** @param asker what it says of itself */
    void ack(StoreId to, long id, MemberRecord asker) {
        Optional<MemberRecord> believed = table.record(to)
                .filter(record -> record.overrides(asker) || asker.groups().lacks(record.groups()));
        network.send(
                to,
                new Gossip.Ack(id, own.get(), newsWith(believed), clock.wall().millis()));
    }

    void relayAck(StoreId to, long id) {
        network.send(
                to,
                new Gossip.Ack(
                        id, own.get(), newsWith(Optional.empty()), clock.wall().millis()));
    }

    void nack(StoreId to, long id) {
        network.send(to, new Gossip.Nack(id, own.get(), newsWith(Optional.empty())));
    }

    long digest(StoreId to, TableDigest digest) {
        long id = ++lastId;
        network.send(to, new Gossip.Digest(id, own.get(), digest));
        return id;
    }

    void differences(StoreId to, long id, List<Integer> buckets, boolean isWhole, List<MemberRecord> records) {
        network.send(to, new Gossip.Differences(id, own.get(), buckets, isWhole, records));
    }

    void tell(StoreId to, List<MemberRecord> records) {
        network.send(to, new Gossip.News(++lastId, own.get(), records));
    }

    private List<MemberRecord> newsWith(Optional<MemberRecord> first) {
        int room = settings.newsBytesMax() - first.map(NewsBoard::bytesOf).orElse(0);
        List<MemberRecord> told =
                news.next(room, settings.tellings(table.roster().size()));
        if (first.isEmpty()) {
            return told;
        }
        List<MemberRecord> both = new ArrayList<>(told.size() + 1);
        both.add(first.get());
        both.addAll(told);
        return both;
    }
}
