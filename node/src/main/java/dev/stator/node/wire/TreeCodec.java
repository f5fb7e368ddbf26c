package dev.stator.node.wire;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Reply;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.port.Change.LeafId;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.node.version.StateCodec;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The comparison of hash trees as bytes: the parts of {@link MessageCodec}'s messages that are about leaves and keys. */
final class TreeCodec {
    /** More than any answer has: the keys of a question, and as many again that only its receiver has. */
    private static final int DIFFERENCES_MAX = 4 * TreeRequest.CompareKeys.KEYS_MAX;

    private TreeCodec() {}

    static void writeQuestion(TreeRequest question, ByteSink sink) {
        sink.int64(question.id().bits());
        sink.varint(question.fence().epoch()).varint(question.fence().placementVersion());
        sink.varint(question.partition());
        if (question instanceof TreeRequest.CompareLeaves leaves) {
            writeSum(leaves.root(), sink);
        } else if (question instanceof TreeRequest.CompareKeys stretch) {
            sink.varint(stretch.leaf()).int8(stretch.reachesEnd() ? 1 : 0);
            writeKey(stretch.after(), sink);
            writeKeySums(stretch.keys(), sink);
        } else if (question instanceof TreeRequest.CompareTombstones tombstones) {
            writeKeySums(tombstones.keys(), sink);
        } else if (question instanceof TreeRequest.ComparePast past) {
            sink.sized(past.key().bytes());
            writeSum(past.sum(), sink);
            StateCodec.writeDots(past.past(), sink.int8(past.isForGood() ? 1 : 0));
        } else {
            throw new IllegalStateException("no such question: " + question);
        }
    }

    static TreeRequest readCompareLeaves(RequestId id, Fence fence, ByteSource source) {
        return new TreeRequest.CompareLeaves(id, fence, readPartition(source), readSum(source));
    }

    static TreeRequest readCompareKeys(RequestId id, Fence fence, ByteSource source) {
        int partition = readPartition(source);
        int leaf = source.count(LeafId.PER_PARTITION - 1);
        boolean reachesEnd = readFlag(source);
        Optional<Key> after = readOptionalKey(source);
        List<TreeRequest.KeySum> keys = readKeySums(TreeRequest.CompareKeys.KEYS_MAX, source);
        return new TreeRequest.CompareKeys(id, fence, partition, leaf, after, keys, reachesEnd);
    }

    static TreeRequest readCompareTombstones(RequestId id, Fence fence, ByteSource source) {
        int partition = readPartition(source);
        return new TreeRequest.CompareTombstones(
                id, fence, partition, readKeySums(TreeRequest.CompareTombstones.KEYS_MAX, source));
    }

    static TreeRequest readComparePast(RequestId id, Fence fence, ByteSource source) {
        int partition = readPartition(source);
        Key key = MessageCodec.readKey(source);
        LeafSum sum = readSum(source);
        boolean isForGood = readFlag(source);
        return new TreeRequest.ComparePast(id, fence, partition, key, sum, StateCodec.readDots(source), isForGood);
    }

    private static void writeKeySums(List<TreeRequest.KeySum> keys, ByteSink sink) {
        sink.varint(keys.size());
        for (TreeRequest.KeySum key : keys) {
            sink.sized(key.key().bytes());
            writeSum(key.sum(), sink);
        }
    }

    private static List<TreeRequest.KeySum> readKeySums(int most, ByteSource source) {
        int count = source.count(most);
        List<TreeRequest.KeySum> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(new TreeRequest.KeySum(MessageCodec.readKey(source), readSum(source)));
        }
        return keys;
    }

    static void writeObjections(Reply.Objections objections, ByteSink sink) {
        sink.varint(objections.sweep()).varint(objections.keys().size());
        objections.keys().forEach(key -> sink.sized(key.bytes()));
    }

    static Reply.Objections readObjections(RequestId id, ByteSource source) {
        long sweep = source.varint();
        int count = source.count(TreeRequest.CompareTombstones.KEYS_MAX);
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(MessageCodec.readKey(source));
        }
        return new Reply.Objections(id, sweep, keys);
    }

    static void writeLeaves(Map<Integer, LeafSum> sums, ByteSink sink) {
        sink.varint(sums.size());
        sums.forEach((leaf, sum) -> writeSum(sum, sink.varint(leaf)));
    }

    static Map<Integer, LeafSum> readLeaves(ByteSource source) {
        int count = source.count(LeafId.PER_PARTITION);
        Map<Integer, LeafSum> sums = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            sums.put(source.count(LeafId.PER_PARTITION - 1), readSum(source));
        }
        return sums;
    }

    static void writeDifferences(Reply.Differences differences, ByteSink sink) {
        writeKey(differences.upTo(), sink);
        sink.varint(differences.keys().size());
        differences.keys().forEach(key -> sink.sized(key.bytes()));
    }

    static Reply.Differences readDifferences(RequestId id, ByteSource source) {
        Optional<Key> upTo = readOptionalKey(source);
        int count = source.count(DIFFERENCES_MAX);
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(MessageCodec.readKey(source));
        }
        return new Reply.Differences(id, keys, upTo);
    }

    private static void writeKey(Optional<Key> key, ByteSink sink) {
        sink.int8(key.isPresent() ? 1 : 0);
        key.ifPresent(one -> sink.sized(one.bytes()));
    }

    private static Optional<Key> readOptionalKey(ByteSource source) {
        return readFlag(source) ? Optional.of(MessageCodec.readKey(source)) : Optional.empty();
    }

    private static boolean readFlag(ByteSource source) {
        int flag = source.int8();
        if (flag > 1) {
            throw new MalformedBytesException("a flag of " + flag);
        }
        return flag == 1;
    }

    private static int readPartition(ByteSource source) {
        return source.count(Integer.MAX_VALUE);
    }

    private static void writeSum(LeafSum sum, ByteSink sink) {
        sink.int64(sum.high()).int64(sum.low());
    }

    private static LeafSum readSum(ByteSource source) {
        return new LeafSum(source.int64(), source.int64());
    }
}
