package dev.stator.node.wire;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.ContextToken;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Users' writes and how they ended, as they lie in forwarded messages and in the answers to them. */
final class ClientWriteCodec {
    /** As much as HTTP headers may hold, and more. */
    private static final int TAGS_MAX = 4096;

    private static final int TAG_MAX_BYTES = 16_384;
    private static final int CONTENT_TYPE_MAX_BYTES = 1024;

    // Codes are places in these lists: they only grow, at their ends.
    private static final List<Sibling.Kind> KINDS = List.of(Sibling.Kind.VALUE, Sibling.Kind.TOMBSTONE);
    private static final List<Condition.Test> TESTS =
            List.of(Condition.Test.NONE, Condition.Test.MATCH, Condition.Test.NONE_MATCH);
    private static final List<WriteOutcome.Why> WHYS = List.of(
            WriteOutcome.Why.TOO_FEW_STORES,
            WriteOutcome.Why.CONDITION_UNCHECKED,
            WriteOutcome.Why.OVERLOADED,
            WriteOutcome.Why.LATE,
            WriteOutcome.Why.DISK_FULL,
            WriteOutcome.Why.NO_COORDINATOR,
            WriteOutcome.Why.NOT_READY);

    private static final int WRITTEN = 0;
    private static final int NOTHING_TO_DELETE = 1;
    private static final int CONDITION_FAILED = 2;
    private static final int TOO_MANY_SIBLINGS = 3;
    private static final int REJECTED = 4;
    private static final int INDETERMINATE = 5;

    private ClientWriteCodec() {}

    static void writeWrite(ClientWrite write, ByteSink sink) {
        sink.sized(write.key().bytes()).int8(KINDS.indexOf(write.kind())).text(write.contentType());
        sink.int64(write.contentHash()).int64(write.write().bits());
        sink.int8(write.context().isPresent() ? 1 : 0);
        write.context().ifPresent(context -> ContextToken.writeContext(context, sink));
        Condition condition = write.condition();
        sink.int8(TESTS.indexOf(condition.test()));
        if (!condition.isNone()) {
            sink.varint(condition.entityTags().size());
            condition.entityTags().forEach(sink::text);
        }
        sink.varint(Math.max(0, write.takenIn())).sized(write.bytes());
    }

    static ClientWrite readWrite(ByteSource source) {
        Key key = MessageCodec.readKey(source);
        Sibling.Kind kind = MessageCodec.oneOf(KINDS, source);
        String contentType = source.text(CONTENT_TYPE_MAX_BYTES);
        long contentHash = source.int64();
        WriteIdentity write = new WriteIdentity(source.int64());
        Optional<CausalContext> context =
                readFlag(source) ? Optional.of(ContextToken.readContext(source)) : Optional.empty();
        Condition condition = readCondition(source);
        long takenIn = source.varint();
        byte[] bytes = source.sized(Integer.MAX_VALUE);
        return new ClientWrite(key, kind, contentType, bytes, contentHash, write, context, condition, takenIn);
    }

    private static Condition readCondition(ByteSource source) {
        Condition.Test test = MessageCodec.oneOf(TESTS, source);
        if (test == Condition.Test.NONE) {
            return Condition.NONE;
        }
        int count = source.count(TAGS_MAX);
        List<String> tags = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            tags.add(source.text(TAG_MAX_BYTES));
        }
        return new Condition(test, tags);
    }

    static void writeOutcome(WriteOutcome outcome, ByteSink sink) {
        if (outcome instanceof WriteOutcome.Written written) {
            sink.int8(WRITTEN);
            ContextToken.writeContext(written.context(), sink);
            sink.int64(written.write().bits()).varint(written.siblings());
            sink.varint(written.owners()).varint(written.hinted()).varint(written.required());
        } else if (outcome instanceof WriteOutcome.NothingToDelete nothing) {
            sink.int8(NOTHING_TO_DELETE).varint(nothing.asked());
        } else if (outcome instanceof WriteOutcome.ConditionFailed) {
            sink.int8(CONDITION_FAILED);
        } else if (outcome instanceof WriteOutcome.TooManySiblings tooMany) {
            sink.int8(TOO_MANY_SIBLINGS).varint(tooMany.siblings()).varint(tooMany.bytes());
        } else if (outcome instanceof WriteOutcome.Rejected rejected) {
            sink.int8(REJECTED).int8(WHYS.indexOf(rejected.why()));
            sink.varint(rejected.available()).varint(rejected.required());
        } else if (outcome instanceof WriteOutcome.Indeterminate indeterminate) {
            sink.int8(INDETERMINATE).varint(indeterminate.acks()).varint(indeterminate.required());
        } else {
            throw new IllegalStateException("no such outcome: " + outcome);
        }
    }

    static WriteOutcome readOutcome(ByteSource source) {
        int code = source.int8();
        return switch (code) {
            case WRITTEN ->
                new WriteOutcome.Written(
                        ContextToken.readContext(source),
                        new WriteIdentity(source.int64()),
                        readNumber(source),
                        readNumber(source),
                        readNumber(source),
                        readNumber(source));
            case NOTHING_TO_DELETE -> new WriteOutcome.NothingToDelete(readNumber(source));
            case CONDITION_FAILED -> new WriteOutcome.ConditionFailed();
            case TOO_MANY_SIBLINGS -> new WriteOutcome.TooManySiblings(readNumber(source), source.varint());
            case REJECTED ->
                new WriteOutcome.Rejected(MessageCodec.oneOf(WHYS, source), readNumber(source), readNumber(source));
            case INDETERMINATE -> new WriteOutcome.Indeterminate(readNumber(source), readNumber(source));
            default -> throw new MalformedBytesException("no outcome of code " + code);
        };
    }

    private static int readNumber(ByteSource source) {
        return source.count(Integer.MAX_VALUE);
    }

    private static boolean readFlag(ByteSource source) {
        int flag = source.int8();
        if (flag > 1) {
            throw new MalformedBytesException("a flag of " + flag);
        }
        return flag == 1;
    }
}
