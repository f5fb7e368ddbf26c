package dev.stator.node.wire;

import dev.stator.node.message.DiskState;
import dev.stator.node.message.Gossip;
import dev.stator.node.message.Groups;
import dev.stator.node.message.Life;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.Profile;
import dev.stator.node.message.RingVersion;
import dev.stator.node.message.Sweep;
import dev.stator.node.message.TableDigest;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;

/** Gossip as bytes; a part of {@link MessageCodec}, whose conventions hold. */
final class GossipCodec {
    // On the wire: numbers are never reused.
    static final int FIRST = 64;
    private static final int PING = 64;
    private static final int PING_REQUEST = 65;
    private static final int ACK = 66;
    private static final int NACK = 67;
    private static final int DIGEST = 68;
    private static final int DIFFERENCES = 69;
    private static final int NEWS = 70;

    private static final int HOST_MAX_BYTES = 256;
    private static final int PORT_MAX = 65_535;
    private static final int RECORDS_MAX = 1 << 16;

    // A constant's place is its code: the lists only grow, at their ends.
    private static final List<MemberRecord.State> STATES =
            List.of(MemberRecord.State.ALIVE, MemberRecord.State.SUSPECT, MemberRecord.State.DEAD);
    private static final List<DiskState> DISKS =
            List.of(DiskState.OK, DiskState.FILLING, DiskState.SCARCE, DiskState.FULL, DiskState.IN_DOUBT);

    private GossipCodec() {}

    static int typeOf(Gossip gossip) {
        if (gossip instanceof Gossip.Ping) {
            return PING;
        } else if (gossip instanceof Gossip.Ack) {
            return ACK;
        } else if (gossip instanceof Gossip.PingRequest) {
            return PING_REQUEST;
        } else if (gossip instanceof Gossip.Nack) {
            return NACK;
        } else if (gossip instanceof Gossip.Digest) {
            return DIGEST;
        } else if (gossip instanceof Gossip.Differences) {
            return DIFFERENCES;
        } else if (gossip instanceof Gossip.News) {
            return NEWS;
        }
        throw new IllegalStateException("no such gossip: " + gossip);
    }

    static void write(Gossip gossip, ByteSink sink) {
        sink.int64(gossip.id());
        writeRecord(gossip.sender(), sink);
        if (gossip instanceof Gossip.PingRequest request) {
            Hello.writeStore(request.target(), sink);
        } else if (gossip instanceof Gossip.Digest digest) {
            for (int bucket = 0; bucket < TableDigest.BUCKETS; bucket++) {
                sink.int32(digest.digest().sum(bucket));
            }
        } else if (gossip instanceof Gossip.Differences differences) {
            sink.int8(differences.isWhole() ? 1 : 0)
                    .varint(differences.buckets().size());
            for (int bucket : differences.buckets()) {
                sink.int8(bucket);
            }
        }
        sink.varint(gossip.news().size());
        for (MemberRecord record : gossip.news()) {
            writeRecord(record, sink);
        }
        if (gossip instanceof Gossip.Ack ack) {
            sink.int64(ack.wallMillis());
        }
    }

    /** @throws MalformedBytesException for what {@link #write} does not make */
    static Gossip read(int type, ByteSource source) {
        long id = source.int64();
        MemberRecord sender = readRecord(source);
        return switch (type) {
            case PING -> new Gossip.Ping(id, sender, readRecords(source));
            case PING_REQUEST -> {
                StoreId target = Hello.readStore(source);
                yield new Gossip.PingRequest(id, target, sender, readRecords(source));
            }
            case ACK -> new Gossip.Ack(id, sender, readRecords(source), source.int64());
            case NACK -> new Gossip.Nack(id, sender, readRecords(source));
            case DIGEST -> {
                TableDigest digest = readDigest(source);
                if (!readRecords(source).isEmpty()) {
                    throw new MalformedBytesException("a digest with news");
                }
                yield new Gossip.Digest(id, sender, digest);
            }
            case DIFFERENCES -> {
                boolean isWhole = source.int8() == 1;
                List<Integer> buckets = new ArrayList<>();
                for (int left = source.count(TableDigest.BUCKETS); left > 0; left--) {
                    buckets.add(source.int8());
                }
                yield new Gossip.Differences(id, sender, buckets, isWhole, readRecords(source));
            }
            case NEWS -> new Gossip.News(id, sender, readRecords(source));
            default -> throw new MalformedBytesException("no gossip of type " + type);
        };
    }

    private static TableDigest readDigest(ByteSource source) {
        int[] sums = new int[TableDigest.BUCKETS];
        for (int bucket = 0; bucket < sums.length; bucket++) {
            sums[bucket] = source.int32();
        }
        return TableDigest.ofSums(sums);
    }

    private static void writeRecord(MemberRecord record, ByteSink sink) {
        Hello.writeStore(record.store(), sink);
        sink.varint(record.life().counter()).int64(record.life().random()).varint(record.refutation());
        sink.int8(STATES.indexOf(record.state())).int8(record.accusers().size());
        record.accusers().forEach(accuser -> Hello.writeStore(accuser, sink));
        Endpoint endpoint = record.profile().endpoint();
        sink.text(endpoint.host()).varint(endpoint.httpPort()).varint(endpoint.internodePort());
        sink.int8(DISKS.indexOf(record.profile().disk()));
        sink.varint(record.ring().epoch()).int64(record.ring().hash());
        sink.varint(record.sweep().adopted()).varint(record.sweep().drained());
        Groups groups = record.groups();
        sink.varint(groups.life().counter()).int64(groups.life().random());
        sink.varint(groups.born()).varint(groups.synced()).varint(groups.before());
    }

    private static MemberRecord readRecord(ByteSource source) {
        StoreId store = Hello.readStore(source);
        Life life = new Life(source.varint(), source.int64());
        long refutation = source.varint();
        MemberRecord.State state = MessageCodec.oneOf(STATES, source);
        List<StoreId> accusers = new ArrayList<>();
        for (int left = source.int8(); left > 0; left--) {
            accusers.add(Hello.readStore(source));
        }
        Endpoint endpoint = new Endpoint(source.text(HOST_MAX_BYTES), source.count(PORT_MAX), source.count(PORT_MAX));
        Profile profile = new Profile(endpoint, MessageCodec.oneOf(DISKS, source));
        RingVersion ring = new RingVersion(source.varint(), source.int64());
        Sweep sweep = new Sweep(source.varint(), source.varint());
        return new MemberRecord(store, life, refutation, state, accusers, profile, ring, sweep, readGroups(source));
    }

    private static Groups readGroups(ByteSource source) {
        Life life = new Life(source.varint(), source.int64());
        long born = source.varint();
        long synced = source.varint();
        if (synced < born) {
            throw new MalformedBytesException("a store has synced " + synced + " groups, fewer than the first " + born);
        }
        return new Groups(life, born, synced, source.varint());
    }

    private static List<MemberRecord> readRecords(ByteSource source) {
        int count = source.count(RECORDS_MAX);
        List<MemberRecord> records = new ArrayList<>();
        for (int left = count; left > 0; left--) {
            records.add(readRecord(source));
        }
        return records;
    }
}
