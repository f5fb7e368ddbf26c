package dev.stator.node.kernel;

import dev.stator.node.handoff.HintBook;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.message.DiskState;
import dev.stator.node.message.Message;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Change;
import dev.stator.node.port.Clock;
import dev.stator.node.port.MemoryTables;
import dev.stator.node.port.Network;
import dev.stator.node.port.Randomness;
import dev.stator.node.port.Span;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Mark;
import dev.stator.node.view.ClusterView;
import dev.stator.node.view.Liveness;
import dev.stator.node.view.Standing;
import dev.stator.node.view.SweepSeen;
import dev.stator.ring.Endpoint;
import dev.stator.ring.Key;
import dev.stator.ring.Member;
import dev.stator.ring.Placement;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A few nodes on a table, told step by step: nothing happens unless {@link #run} is called, links are held and released by
 * name, disks fail when told to. For stories whose exact order matters; chance is the simulator's.
 */
final class Story {
    static final Key KEY = Key.of("cart");

    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Deque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Due> timers = new PriorityQueue<>();
    private final Set<String> heldLinks = new HashSet<>();
    private final Set<Class<?>> heldKinds = new HashSet<>();
    private final List<Runnable> heldMessages = new ArrayList<>();
    private final Map<StoreId, List<Reply>> strangers = new HashMap<>();
    private final Map<Telemetry.Counter, Integer> counters = new EnumMap<>(Telemetry.Counter.class);
    private final StoreSettings settings;
    private UnaryOperator<Message> onTheWay = message -> message;
    private long nowMillis = 1_000;
    private long sequence;
    private int lives;
    private boolean comparesTrees;
    private Lifetimes lifetimes = Lifetimes.USUAL;

    private Story(StoreSettings settings) {
        this.settings = settings;
    }

    /** Nodes of these names, of which the first N own everything. */
    static Story of(int factor, int readQuorum, int writeQuorum, String... names) {
        return of(StoreSettings.QuorumMode.SLOPPY, factor, readQuorum, writeQuorum, names);
    }

    static Story of(StoreSettings.QuorumMode mode, int factor, int readQuorum, int writeQuorum, String... names) {
        return of(
                new StoreSettings(
                        "story",
                        factor,
                        readQuorum,
                        writeQuorum,
                        mode,
                        1,
                        StoreSettings.ConflictResolution.SIBLINGS,
                        StoreSettings.Durability.FSYNC),
                names);
    }

    /** (3,2,2), sloppy, of these modes. */
    static Story of(StoreSettings.ConflictResolution conflicts, StoreSettings.Durability durability, String... names) {
        return of(
                new StoreSettings("story", 3, 2, 2, StoreSettings.QuorumMode.SLOPPY, 1, conflicts, durability), names);
    }

    private static Story of(StoreSettings settings, String... names) {
        Story story = new Story(settings);
        for (String name : names) {
            story.nodes.put(name, story.new Node(new StoreId(0, story.nodes.size() + 1)));
        }
        RingState ring = story.ring(1, 1, List.of(names).subList(0, settings.factor()));
        story.nodes.values().forEach(node -> node.see(ring));
        return story;
    }

    RingState ring(long epoch, int version, List<String> owners) {
        return ring(epoch, Placement.stable(version, ids(owners)));
    }

    /** One of the owners moves to another node. */
    RingState moving(long epoch, int version, Placement.Phase phase, List<String> owners, String from, String to) {
        Placement.Move move = new Placement.Move(node(from).id, node(to).id);
        return ring(epoch, new Placement(version, phase, ids(owners), Optional.of(move)));
    }

    private List<StoreId> ids(List<String> names) {
        return names.stream().map(name -> node(name).id).toList();
    }

    private RingState ring(long epoch, Placement placement) {
        List<Member> members = new ArrayList<>();
        nodes.forEach((name, node) -> members.add(
                new Member(node.id, name, name, 100, Member.State.ACTIVE, new Endpoint("localhost", 1, 2))));
        return new RingState("story", new RingEpoch(epoch), settings.factor(), members, List.of(placement), Set.of());
    }

    Node node(String name) {
        Node node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node " + name);
        }
        return node;
    }

    /** All know that the disks of these are like this, they themselves too. */
    void disk(DiskState state, String... names) {
        for (String name : names) {
            Standing standing = new Standing(Liveness.ALIVE, true, false, state);
            nodes.values().forEach(node -> node.gone.put(node(name).id, standing));
        }
        nodes.values().forEach(node -> node.ring.ifPresent(node::see));
    }

    /** All nodes start anew, with other lifetimes. */
    void shorten(Lifetimes next) {
        lifetimes = next;
        nodes.values().forEach(Node::restart);
    }

    /** From now on owners also converge without reads. */
    void compareTrees() {
        comparesTrees = true;
    }

    /** Messages from one to the other wait, and so does everything of these kinds. */
    void hold(String from, String to) {
        heldLinks.add(from + ">" + to);
    }

    void hold(Class<?> kind) {
        heldKinds.add(kind);
    }

    /** What waited arrives now, and later messages pass. */
    void release() {
        heldLinks.clear();
        heldKinds.clear();
        ready.addAll(heldMessages);
        heldMessages.clear();
        run();
    }

    /** What becomes of messages before they arrive. */
    void onTheWay(UnaryOperator<Message> change) {
        onTheWay = change;
    }

    /** What waited is lost. */
    void loseHeld() {
        heldMessages.clear();
    }

    /** Does anything wait? */
    boolean holdsAny() {
        return !heldMessages.isEmpty();
    }

    int counted(Telemetry.Counter counter) {
        return counters.getOrDefault(counter, 0);
    }

    /** Until nothing is left to do but waiting. */
    void run() {
        Runnable next;
        while ((next = ready.poll()) != null) {
            next.run();
        }
    }

    void pass(long millis) {
        long until = nowMillis + millis;
        run();
        while (!timers.isEmpty() && timers.element().at <= until) {
            Due due = timers.remove();
            nowMillis = Math.max(nowMillis, due.at);
            due.task.run();
            run();
        }
        nowMillis = until;
    }

    static ClientWrite put(String value) {
        return put(value, "id-" + value);
    }

    static ClientWrite put(String value, String writeId) {
        return ClientWrite.put(
                KEY, "text/plain", value.getBytes(StandardCharsets.UTF_8), writeId, Optional.empty(), Condition.NONE);
    }

    static ClientWrite put(String value, CausalContext context) {
        return ClientWrite.put(
                KEY,
                "text/plain",
                value.getBytes(StandardCharsets.UTF_8),
                "id-" + value,
                Optional.of(context),
                Condition.NONE);
    }

    static ClientWrite delete(String writeId) {
        return ClientWrite.delete(KEY, writeId, Optional.empty(), Condition.NONE);
    }

    static ClientWrite delete(String writeId, CausalContext context) {
        return ClientWrite.delete(KEY, writeId, Optional.of(context), Condition.NONE);
    }

    static ClientWrite on(Condition condition, ClientWrite write) {
        return new ClientWrite(
                write.key(),
                write.kind(),
                write.contentType(),
                write.bytes(),
                write.contentHash(),
                write.write(),
                write.context(),
                condition,
                write.takenIn());
    }

    private record Due(long at, long order, Runnable task) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    /** One store with one shard. */
    final class Node implements Network, Storage, Timers, Clock, Telemetry, Randomness {
        final StoreId id;
        final MemoryTables disk = new MemoryTables();
        final Set<Key> damaged = new HashSet<>();
        final Set<Key> unreadable = new HashSet<>(); // for now
        long cacheBytes;
        boolean syncsWait;
        boolean fsyncsWait; // of writes that are applied
        long drained;
        boolean readsFail;
        boolean scansFail;
        private int life;
        private long clockMillis;
        private boolean isClockOff;
        private boolean writesWait;
        private final List<Runnable> waitingWrites = new ArrayList<>();
        private Shard shard;
        private Optional<RingState> ring = Optional.empty();
        private final Map<StoreId, Standing> gone = new HashMap<>();

        Node(StoreId id) {
            this.id = id;
            this.shard = start();
        }

        private Shard start() {
            lives++;
            Shard next = new Shard(
                    new ShardConfig(id, 0, 1, settings, 1 << 20, 3, cacheBytes, 100, 1 << 20, lifetimes), ports());
            next.start((peer, isSlow) -> {}, number -> drained = number);
            return next;
        }

        Ports ports() {
            return new Ports(this, this, this, this, this, this);
        }

        /** A new life over the same disk. */
        void restart() {
            life++;
            shard = start();
            ring.ifPresent(this::see);
        }

        /** A new life that is shown no ring, as in doubt. */
        void restartWithoutRing() {
            ring = Optional.empty();
            restart();
        }

        /** Its disk has filled up just now, and nobody else knows. */
        void isFullAllOfASudden() {
            gone.put(id, new Standing(Liveness.ALIVE, true, false, DiskState.FULL));
            ring.ifPresent(this::see);
        }

        /** It has found out that its clock is off. */
        void knowsThatItsClockIsOff() {
            isClockOff = true;
            ring.ifPresent(this::see);
        }

        /** Its clock says so much more than it should, from now on. */
        void setClock(long moreMillis) {
            clockMillis = moreMillis;
        }

        void adopt(long sweep) {
            shard.adopt(sweep);
        }

        /** It hears that all members have drained that sweep number. */
        void seeDrained(long sweep) {
            shard.see(new SweepSeen(sweep, sweep, List.of()));
        }

        void see(RingState newRing) {
            ring = Optional.of(newRing);
            shard.see(new ClusterView(id, newRing, gone, isClockOff));
        }

        /** It has looked at its disk, and nobody else knows yet. */
        void disk(DiskState state) {
            gone.put(id, new Standing(Liveness.ALIVE, true, false, state));
            ring.ifPresent(this::see);
        }

        void cannotReach(String... names) {
            for (String name : names) {
                gone.put(node(name).id, Standing.GONE);
            }
            ring.ifPresent(this::see);
        }

        /** Connections are lost of whom gossip calls alive. */
        void isDisconnectedFrom(String... names) {
            for (String name : names) {
                gone.put(node(name).id, new Standing(Liveness.ALIVE, false, false, DiskState.OK));
            }
            ring.ifPresent(this::see);
        }

        void reaches(String... names) {
            for (String name : names) {
                gone.remove(node(name).id);
            }
            ring.ifPresent(this::see);
        }

        void holdDisk() {
            writesWait = true;
        }

        void releaseDisk() {
            writesWait = false;
            syncsWait = false;
            fsyncsWait = false;
            ready.addAll(waitingWrites);
            waitingWrites.clear();
            run();
        }

        List<WriteOutcome> start(ClientWrite write) {
            List<WriteOutcome> outcomes = new ArrayList<>();
            start(write, outcomes::add);
            return outcomes;
        }

        void start(ClientWrite write, Consumer<WriteOutcome> then) {
            shard.write(write, 5_000, then);
            run();
        }

        WriteOutcome write(ClientWrite write) {
            List<WriteOutcome> outcomes = start(write);
            pass(10_000);
            if (outcomes.size() != 1) {
                throw new AssertionError("a write ends once, not " + outcomes);
            }
            return outcomes.get(0);
        }

        WriteOutcome.Written written(ClientWrite write) {
            return (WriteOutcome.Written) write(write);
        }

        List<ReadOutcome> startGet(Key key) {
            List<ReadOutcome> outcomes = new ArrayList<>();
            shard.get(key, 5_000, outcomes::add);
            run();
            return outcomes;
        }

        ReadOutcome get() {
            List<ReadOutcome> outcomes = startGet(KEY);
            pass(10_000);
            if (outcomes.size() != 1) {
                throw new AssertionError("a get ends once, not " + outcomes);
            }
            return outcomes.get(0);
        }

        KeyState got() {
            return ((ReadOutcome.Answer) get()).state();
        }

        List<String> values() {
            return valuesOf(got());
        }

        KeyState hint() {
            return disk.record(Table.HINTS, KEY).state();
        }

        /** As the book counts them. */
        long hintBytes() {
            return shard.hints().values().stream()
                    .mapToLong(HintBook.Amount::bytes)
                    .sum();
        }

        Mark hintMark() {
            return disk.record(Table.HINTS, KEY).mark();
        }

        KeyState stored() {
            return disk.record(Table.RECORDS, KEY).state();
        }

        @Override
        public void send(StoreId to, Message message) {
            if (message instanceof TreeRequest && !comparesTrees) {
                return;
            }
            if (strangers.containsKey(to)) {
                strangers.get(to).add((Reply) message);
            }
            Message arriving = onTheWay.apply(message);
            nodes.forEach((name, target) -> {
                if (target.id.equals(to)) {
                    String link = nameOf(id) + ">" + name;
                    Runnable delivery = () -> target.receive(id, arriving);
                    boolean held = heldLinks.contains(link) || heldKinds.contains(message.getClass());
                    (held ? heldMessages : ready).add(delivery);
                }
            });
        }

        /** Told by nobody in particular; its replies go to {@code replies}. */
        void serve(Message request, List<Reply> replies) {
            StoreId nobody = new StoreId(9, 9);
            strangers.put(nobody, replies);
            receive(nobody, request);
        }

        private void receive(StoreId from, Message message) {
            if (message instanceof Request request) {
                shard.receive(from, request);
            } else if (message instanceof TreeRequest question) {
                shard.receive(from, question);
            } else if (message instanceof Reply reply) {
                shard.receive(from, reply);
            }
        }

        @Override
        public Lookup lookup(Table table, Key key) {
            return new Lookup.NotInMemory();
        }

        @Override
        public void read(Table table, Key key, Consumer<Lookup> then) {
            ready.add(() -> then.accept(readsFail ? new Lookup.Failed("told to") : lookupNow(table, key)));
        }

        @Override
        public void scan(Table table, Span span, @Nullable Key after, PageLimit limit, Consumer<Scan> then) {
            ready.add(() -> {
                Scan.Page page = disk.scan(table, span, after, limit);
                List<Entry> entries = new ArrayList<>();
                page.entries().forEach(entry -> entries.add(new Entry(entry.key(), lookupNow(table, entry.key()))));
                then.accept(scansFail ? new Scan.Failed("told to") : new Scan.Page(entries, page.isLast()));
            });
        }

        private Lookup lookupNow(Table table, Key key) {
            if (unreadable.contains(key)) {
                return new Lookup.Failed("a bad sector");
            }
            return damaged.contains(key)
                    ? new Lookup.Failed("bits have flipped", true)
                    : new Lookup.Found(disk.record(table, key));
        }

        @Override
        public void readLeaves(int partition, Consumer<Leaves> then) {
            ready.add(() -> then.accept(new Leaves.Found(disk.leaves(partition))));
        }

        @Override
        public void readNote(String name, Consumer<Note> then) {
            ready.add(() -> then.accept(new Note.Found(disk.note(name))));
        }

        @Override
        public void write(List<Change> batch, Progress progress) {
            onDisk(() -> {
                disk.apply(batch);
                batch.forEach(change -> {
                    if (change instanceof Change.Put put) {
                        damaged.remove(put.key());
                    } else if (change instanceof Change.Drop drop) {
                        damaged.remove(drop.key());
                    }
                });
                progress.applied();
                (fsyncsWait ? waitingWrites : ready).add(progress::durable);
            });
        }

        @Override
        public void sync(Progress progress) {
            Runnable work = () -> {
                progress.applied();
                (fsyncsWait ? waitingWrites : ready).add(progress::durable);
            };
            if (syncsWait) {
                waitingWrites.add(work);
            } else {
                onDisk(work);
            }
        }

        private void onDisk(Runnable work) {
            (writesWait ? waitingWrites : ready).add(work);
        }

        @Override
        public void saveRing(RingState newRing, Progress progress) {
            ready.add(progress::durable);
        }

        @Override
        public Timer after(long millis, Runnable task) {
            int begun = life;
            Due due = new Due(nowMillis + millis, sequence++, () -> {
                if (life == begun) {
                    task.run();
                }
            });
            timers.add(due);
            return () -> timers.remove(due);
        }

        @Override
        public Ticks monotonic() {
            return new Ticks(nowMillis * 1_000_000);
        }

        @Override
        public WallTime wall() {
            return new WallTime(nowMillis + clockMillis);
        }

        @Override
        public void request(Operation operation, Ending ending, long nanos) {}

        @Override
        public void siblings(int count) {}

        @Override
        public void count(Counter counter) {
            counters.merge(counter, 1, Integer::sum);
        }

        @Override
        public void warn(String message) {}

        @Override
        public long bits() {
            return 0xA0_0000L + lives; // the actor of each life is told apart, and runs are alike
        }

        @Override
        public int below(int bound) {
            return 0;
        }
    }

    private String nameOf(StoreId id) {
        return nodes.entrySet().stream()
                .filter(entry -> entry.getValue().id.equals(id))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    static List<String> valuesOf(KeyState state) {
        return state.values().stream()
                .map(version -> new String(version.sibling().bytes(), StandardCharsets.UTF_8))
                .toList();
    }
}
