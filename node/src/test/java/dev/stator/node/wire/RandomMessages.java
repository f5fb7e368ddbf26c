package dev.stator.node.wire;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.message.DiskState;
import dev.stator.node.message.Fence;
import dev.stator.node.message.Gossip;
import dev.stator.node.message.Groups;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Message;
import dev.stator.node.message.Profile;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.RingMessage;
import dev.stator.node.message.RingVersion;
import dev.stator.node.message.Sweep;
import dev.stator.node.message.TableDigest;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Key;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/** Messages of every kind, as kernels would make them, from a seed. */
final class RandomMessages {
    private final Random random;

    RandomMessages(long seed) {
        this.random = new Random(seed);
    }

    /** One of each kind. */
    List<Message> oneOfEach() {
        List<Supplier<Message>> kinds = List.of(
                () -> new Request.Read(id(), fence(), key(), millis(), random.nextLong()),
                () -> new Request.Ask(id(), fence(), key(), millis()),
                () -> new Request.Write(id(), fence(), key(), millis(), state(), random.nextBoolean()),
                () -> new Request.Forward(
                        id(),
                        epoch(),
                        millis(),
                        millis(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        write()),
                () -> new Reply.State(id(), random.nextBoolean() ? state() : state().withoutBytes()),
                () -> new Reply.Same(id()),
                () -> new Reply.Kept(id()),
                () -> new Reply.NeedWhole(id()),
                () -> new Reply.Refused(id(), oneOf(Reply.Reason.values()), epoch()),
                () -> new Reply.Outcome(id(), outcome()),
                () -> new Reply.NotMe(id(), oneOf(Reply.Reason.values()), epoch()),
                () -> new Reply.Leaves(id(), Map.of(random.nextInt(64), sum(), 64 + random.nextInt(64), sum())),
                () -> new Reply.Differences(id(), List.of(key(), key()), Optional.of(key())),
                () -> new Reply.Objections(id(), random.nextInt(1 << 20), List.of(key(), key())),
                () -> new TreeRequest.CompareTombstones(
                        id(),
                        fence(),
                        random.nextInt(1 << 20),
                        List.of(new TreeRequest.KeySum(key(), sum()), new TreeRequest.KeySum(key(), sum()))),
                () -> new TreeRequest.ComparePast(
                        id(), fence(), random.nextInt(1 << 20), key(), sum(), state().known(), random.nextBoolean()),
                () -> new TreeRequest.CompareLeaves(id(), fence(), random.nextInt(1 << 20), sum()),
                () -> new TreeRequest.CompareKeys(
                        id(),
                        fence(),
                        random.nextInt(1 << 20),
                        random.nextInt(128),
                        random.nextBoolean() ? Optional.empty() : Optional.of(key()),
                        List.of(new TreeRequest.KeySum(key(), sum()), new TreeRequest.KeySum(key(), sum())),
                        random.nextBoolean()),
                () -> new RingMessage.Announce(epoch(), random.nextLong()),
                () -> new RingMessage.Pull(epoch()),
                () -> new RingMessage.Push(ring()),
                () -> new Gossip.Ping(random.nextLong(), member(), members()),
                () -> new Gossip.PingRequest(random.nextLong(), store(), member(), members()),
                () -> new Gossip.Ack(random.nextLong(), member(), members(), random.nextLong()),
                () -> new Gossip.Nack(random.nextLong(), member(), members()),
                () -> new Gossip.Digest(random.nextLong(), member(), TableDigest.of(members())),
                () -> new Gossip.Differences(
                        random.nextLong(), member(), List.of(0, 7, 255), random.nextBoolean(), members()),
                () -> new Gossip.News(random.nextLong(), member(), members()),
                () -> new Request.Hint(id(), fence(), key(), millis(), state()));
        return kinds.stream().map(Supplier::get).toList();
    }

    KeyState state() {
        KeyState state = KeyState.EMPTY;
        List<CausalContext> seen = new ArrayList<>(List.of(CausalContext.EMPTY));
        int puts = random.nextInt(12);
        for (int i = 0; i < puts; i++) {
            KeyState.Put put = state.put(oneOf(seen), sibling(), actor());
            state = put.state();
            seen.add(put.ack());
            seen.add(CausalContext.of(state));
        }
        return state;
    }

    private Sibling sibling() {
        WriteIdentity write = new WriteIdentity(random.nextLong());
        long time = random.nextLong() >>> 16;
        if (random.nextInt(4) == 0) {
            return Sibling.tombstone(write, time);
        }
        byte[] bytes = bytes(200);
        return Sibling.value(write, time, oneOf(List.of("", "text/plain", "a/ä")), WriteIdentity.hash(bytes), bytes);
    }

    private ClientWrite write() {
        Optional<CausalContext> context =
                random.nextBoolean() ? Optional.empty() : Optional.of(CausalContext.of(state()));
        String writeId = "w" + random.nextInt();
        ClientWrite write = random.nextInt(3) == 0
                ? ClientWrite.delete(key(), writeId, context, condition())
                : ClientWrite.put(key(), "text/plain", bytes(300), writeId, context, condition());
        return write.takenInAt(random.nextInt(2) * (random.nextLong() >>> 20));
    }

    private Condition condition() {
        Condition.Test test = oneOf(Condition.Test.values());
        return test == Condition.Test.NONE
                ? Condition.NONE
                : new Condition(test, oneOf(List.of(List.of(), List.of("\"x\""), List.of("\"y\"", "\"ü\""))));
    }

    private WriteOutcome outcome() {
        return switch (random.nextInt(6)) {
            case 0 ->
                new WriteOutcome.Written(
                        CausalContext.of(state()),
                        new WriteIdentity(random.nextLong()),
                        random.nextInt(100),
                        random.nextInt(7),
                        random.nextInt(7),
                        random.nextInt(7));
            case 1 -> new WriteOutcome.NothingToDelete(random.nextInt(7));
            case 2 -> new WriteOutcome.ConditionFailed();
            case 3 -> new WriteOutcome.TooManySiblings(random.nextInt(1000), random.nextLong() >>> 1);
            case 4 -> new WriteOutcome.Rejected(oneOf(WriteOutcome.Why.values()), random.nextInt(7), random.nextInt(7));
            default -> new WriteOutcome.Indeterminate(random.nextInt(7), random.nextInt(7));
        };
    }

    private RingState ring() {
        int count = 3 + random.nextInt(5);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new Member(
                    new StoreId(random.nextLong(), i),
                    "n" + i,
                    "z" + i % 3,
                    1 + random.nextInt(400),
                    Member.State.ACTIVE,
                    new Endpoint("host" + i, 8443, 7000)));
        }
        List<Placement> placements = new ArrayList<>();
        for (int p = 0; p < 16; p++) {
            placements.add(Placement.stable(
                    1 + random.nextInt(9),
                    List.of(
                            members.get(p % count).id(),
                            members.get((p + 1) % count).id(),
                            members.get((p + 2) % count).id())));
        }
        return new RingState(
                "cluster", new RingEpoch(epoch()), 3, members, placements, Set.of(new StoreId(random.nextLong(), 99)));
    }

    private List<MemberRecord> members() {
        List<MemberRecord> members = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            members.add(member());
        }
        return members;
    }

    private MemberRecord member() {
        MemberRecord.State state = oneOf(MemberRecord.State.values());
        long adopted = random.nextInt(1 << 20);
        return new MemberRecord(
                store(),
                new Life(random.nextInt(1 << 20), random.nextLong()),
                random.nextInt(1 << 10),
                state,
                state == MemberRecord.State.SUSPECT ? List.of(store(), store()) : List.of(),
                new Profile(new Endpoint("host" + random.nextInt(9), 8443, 7000), oneOf(DiskState.values())),
                new RingVersion(epoch(), random.nextLong()),
                new Sweep(adopted, adopted / 2),
                groups());
    }

    private Groups groups() {
        long born = random.nextLong() >>> 2;
        return new Groups(
                new Life(random.nextInt(1 << 20), random.nextLong()),
                born,
                born + random.nextInt(1 << 20),
                random.nextInt(1 << 20));
    }

    private StoreId store() {
        return new StoreId(random.nextLong(), random.nextLong());
    }

    private RequestId id() {
        return new RequestId(random.nextLong() >>> 1);
    }

    private Fence fence() {
        return new Fence(epoch(), random.nextInt(1 << 20));
    }

    private long epoch() {
        return random.nextInt(1 << 20);
    }

    private int millis() {
        return random.nextInt(10_000);
    }

    private LeafSum sum() {
        return new LeafSum(random.nextLong(), random.nextLong());
    }

    private Key key() {
        byte[] bytes = new byte[1 + random.nextInt(40)];
        random.nextBytes(bytes);
        return Key.of(bytes);
    }

    private Actor actor() {
        return new Actor(random.nextInt(3), random.nextInt(3));
    }

    private byte[] bytes(int bound) {
        byte[] bytes = new byte[random.nextInt(bound)];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
