package dev.stator.ring;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A {@link RingState} as bytes, for the wire, the disk and the ConfigMap, and what {@link RingState#hash()} is taken of.
 *
 * <pre>
 * version      one byte, {@value #VERSION}
 * ring         clusterId, epoch, factor, log2 of the partitions
 * members      count, then each in the order of ids: id, name, zone, weight, state, host, http port, internode port;
 *              a zone is 0 and its name where it is new, else its number in order of appearance
 * removed      count, then ids in order
 * owners       N member numbers per partition
 * versions     one per partition
 * moves        count, then each in order: partitions since the one before, phase, owner's position, target's number
 * </pre>
 *
 * <p>Numbers are varints (seven bits a byte, low first, none longer than needed), texts UTF-8 behind their length, ids 16
 * bytes. One ring has one encoding: decoding refuses every other spelling, trailing bytes, and counts that the bytes left
 * could not hold, before anything is allocated for them. A ring of 131,072 partitions and 10,000 members takes 1.3 MB.
 */
public final class RingStateCodec {
    static final int VERSION = 1;

    // On disks: a code is a place in these lists, so they only ever grow, at their ends.
    private static final List<Member.State> STATES =
            List.of(Member.State.ACTIVE, Member.State.LEAVING, Member.State.LEFT);
    private static final List<Placement.Phase> PHASES = List.of(
            Placement.Phase.STABLE, Placement.Phase.JOINT, Placement.Phase.READ_NEW, Placement.Phase.JOINT_BACK);

    private static final int MEMBER_BYTES_MIN = 16 + 9;
    private static final int MOVE_BYTES_MIN = 4;

    private RingStateCodec() {}

    public static byte[] encode(RingState ring) {
        RingWriter out = new RingWriter(64 + ring.members().size() * 64 + ring.partitions() * (2 * ring.factor() + 1));
        out.octet(VERSION);
        out.text(ring.clusterId());
        out.number(ring.epoch().number());
        out.number(ring.factor());
        out.number(Integer.numberOfTrailingZeros(ring.partitions()));
        Map<StoreId, Integer> numbers = writeMembers(ring, out);
        out.number(ring.removed().size());
        ring.removed().forEach(out::store);
        for (Placement placement : ring.placements()) {
            for (StoreId owner : placement.owners()) {
                out.number(numberOf(owner, numbers));
            }
        }
        for (Placement placement : ring.placements()) {
            out.number(placement.version());
        }
        writeMoves(ring, numbers, out);
        return out.bytes();
    }

    private static Map<StoreId, Integer> writeMembers(RingState ring, RingWriter out) {
        Map<StoreId, Integer> numbers = new HashMap<>(ring.members().size() * 2);
        Map<String, Integer> zones = new HashMap<>();
        out.number(ring.members().size());
        for (Member member : ring.members().values()) {
            numbers.put(member.id(), numbers.size());
            out.store(member.id());
            out.text(member.name());
            Integer zone = zones.putIfAbsent(member.zone(), zones.size() + 1);
            out.number(zone == null ? 0 : zone);
            if (zone == null) {
                out.text(member.zone());
            }
            out.number(member.weight());
            out.number(STATES.indexOf(member.state()));
            out.text(member.endpoint().host());
            out.number(member.endpoint().httpPort());
            out.number(member.endpoint().internodePort());
        }
        return numbers;
    }

    private static void writeMoves(RingState ring, Map<StoreId, Integer> numbers, RingWriter out) {
        List<Integer> moving = new ArrayList<>();
        for (int p = 0; p < ring.partitions(); p++) {
            if (ring.placement(p).move().isPresent()) {
                moving.add(p);
            }
        }
        out.number(moving.size());
        int before = 0;
        for (int p : moving) {
            Placement placement = ring.placement(p);
            Placement.Move move = placement.move().orElseThrow();
            out.number(p - before);
            out.number(PHASES.indexOf(placement.phase()));
            out.number(placement.owners().indexOf(move.from()));
            out.number(numberOf(move.to(), numbers));
            before = p;
        }
    }

    private static int numberOf(StoreId store, Map<StoreId, Integer> numbers) {
        Integer number = numbers.get(store);
        if (number == null) {
            throw new IllegalStateException("no member of the ring: " + store);
        }
        return number;
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws RingFormatException for anything else
     */
    public static RingState decode(byte[] bytes) {
        RingReader in = new RingReader(bytes);
        int version = in.octet();
        if (version != VERSION) {
            throw new RingFormatException("a ring of version " + version + ", known is " + VERSION);
        }
        try {
            return decodeBody(in);
        } catch (RingFormatException e) {
            throw e;
        } catch (IllegalArgumentException e) { // a record refused its values
            throw new RingFormatException("no valid ring: " + e.getMessage(), e);
        }
    }

    private static RingState decodeBody(RingReader in) {
        String clusterId = in.text();
        RingEpoch epoch = new RingEpoch(in.number());
        int factor = in.below(Integer.MAX_VALUE, "factor");
        int partitions = 1 << in.below(31, "log2 of the partitions");
        List<Member> members = readMembers(in);
        Set<StoreId> removed = readRemoved(in);
        in.requireLeft((long) partitions * (factor + 1L), "partitions");
        List<List<StoreId>> owners = new ArrayList<>(partitions);
        for (int p = 0; p < partitions; p++) {
            StoreId[] stores = new StoreId[factor];
            for (int i = 0; i < factor; i++) {
                stores[i] = members.get(in.below(members.size(), "owner")).id();
            }
            owners.add(List.of(stores));
        }
        List<Placement> placements = new ArrayList<>(partitions);
        for (int p = 0; p < partitions; p++) {
            placements.add(Placement.stable(in.below(Integer.MAX_VALUE, "placement version"), owners.get(p)));
        }
        readMoves(in, members, placements);
        in.requireEnd();
        return new RingState(clusterId, epoch, factor, members, placements, removed);
    }

    private static List<Member> readMembers(RingReader in) {
        int count = in.count(MEMBER_BYTES_MIN, "members");
        List<Member> members = new ArrayList<>(count);
        List<String> zones = new ArrayList<>();
        Set<String> distinct = new HashSet<>();
        for (int i = 0; i < count; i++) {
            StoreId id = in.store();
            if (i > 0 && members.get(i - 1).id().compareTo(id) >= 0) {
                throw new RingFormatException("members out of order at " + id);
            }
            String name = in.text();
            int zone = in.below(zones.size() + 1, "zone");
            if (zone == 0) {
                zones.add(in.text());
                zone = zones.size();
                if (!distinct.add(zones.get(zone - 1))) {
                    throw new RingFormatException("a zone spelled out twice: " + zones.get(zone - 1));
                }
            }
            int weight = in.below(Integer.MAX_VALUE, "weight");
            Member.State state = STATES.get(in.below(STATES.size(), "state"));
            Endpoint endpoint =
                    new Endpoint(in.text(), in.below(65_536, "http port"), in.below(65_536, "internode port"));
            members.add(new Member(id, name, zones.get(zone - 1), weight, state, endpoint));
        }
        return members;
    }

    private static Set<StoreId> readRemoved(RingReader in) {
        int count = in.count(16, "removed stores");
        TreeSet<StoreId> removed = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            StoreId store = in.store();
            if (!removed.isEmpty() && removed.last().compareTo(store) >= 0) {
                throw new RingFormatException("removed stores out of order at " + store);
            }
            removed.add(store);
        }
        return removed;
    }

    private static void readMoves(RingReader in, List<Member> members, List<Placement> placements) {
        int count = in.count(MOVE_BYTES_MIN, "moves");
        int partition = 0;
        for (int i = 0; i < count; i++) {
            int step = in.below(placements.size() - partition, "partition of a move");
            if (step == 0 && i > 0) {
                throw new RingFormatException("two moves of partition " + partition);
            }
            partition += step;
            Placement still = placements.get(partition);
            Placement.Phase phase = PHASES.get(in.below(PHASES.size(), "phase"));
            StoreId from = still.owners().get(in.below(still.owners().size(), "owner's position"));
            StoreId to = members.get(in.below(members.size(), "target")).id();
            placements.set(
                    partition,
                    new Placement(still.version(), phase, still.owners(), Optional.of(new Placement.Move(from, to))));
        }
    }
}
