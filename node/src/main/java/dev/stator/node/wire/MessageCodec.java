package dev.stator.node.wire;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Gossip;
import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.RingMessage;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.node.version.StateCodec;
import dev.stator.ring.Key;
import dev.stator.ring.RingState;
import dev.stator.ring.RingStateCodec;
import java.util.List;

/**
 * Messages as bytes: the body of a frame, whose type says which message it is. Numbers are varints unless a width is given;
 * ids have eight bytes. Whatever was not written here is a {@link MalformedBytesException}, never another exception and never
 * a large allocation. The bytes of a value travel with the hash that was taken where they came in, unchecked here: whoever takes
 * them in asks {@link dev.stator.node.version.Sibling#isIntact}, replica and coordinator alike, so damage at any hop is seen.
 */
public final class MessageCodec {
    /** The version of all shapes below; frames carry it. */
    static final int VERSION = 1;

    // On the wire: numbers are never reused. Those below FIRST belong to the session itself (see Frames).
    static final int FIRST = 16;
    private static final int READ = 16;
    private static final int ASK = 17;
    private static final int WRITE = 18;
    private static final int FORWARD = 19;
    private static final int HINT = 20;
    private static final int COMPARE_LEAVES = 24;
    private static final int COMPARE_KEYS = 25;
    private static final int COMPARE_TOMBSTONES = 26;
    private static final int COMPARE_PAST = 27;
    private static final int STATE = 32;
    private static final int SAME = 33;
    private static final int KEPT = 34;
    private static final int NEED_WHOLE = 35;
    private static final int REFUSED = 36;
    private static final int OUTCOME = 37;
    private static final int NOT_ME = 38;
    private static final int LEAVES = 40;
    private static final int DIFFERENCES = 41;
    private static final int OBJECTIONS = 42;
    private static final int ANNOUNCE = 48;
    private static final int PULL = 49;
    private static final int PUSH = 50;

    /** A reason's place here is its code: the list only grows, at its end. */
    private static final List<Reply.Reason> REASONS = List.of(
            Reply.Reason.STALE_EPOCH,
            Reply.Reason.BEHIND,
            Reply.Reason.NOT_OWNER,
            Reply.Reason.READ_ERROR,
            Reply.Reason.DISK_FULL,
            Reply.Reason.CLOCK,
            Reply.Reason.DAMAGED,
            Reply.Reason.BUSY,
            Reply.Reason.LATE,
            Reply.Reason.NOT_READY);

    private static final int ASK_FIRST = 1;
    private static final int LAST = 2;
    private static final int AS_FALLBACK = 4;

    private MessageCodec() {}

    static int typeOf(Message message) {
        if (message instanceof Request) {
            if (message instanceof Request.Read) {
                return READ;
            } else if (message instanceof Request.Write) {
                return WRITE;
            } else if (message instanceof Request.Ask) {
                return ASK;
            } else if (message instanceof Request.Forward) {
                return FORWARD;
            } else if (message instanceof Request.Hint) {
                return HINT;
            }
        } else if (message instanceof Reply) {
            if (message instanceof Reply.Kept) {
                return KEPT;
            } else if (message instanceof Reply.State) {
                return STATE;
            } else if (message instanceof Reply.Same) {
                return SAME;
            } else if (message instanceof Reply.Outcome) {
                return OUTCOME;
            } else if (message instanceof Reply.NeedWhole) {
                return NEED_WHOLE;
            } else if (message instanceof Reply.Refused) {
                return REFUSED;
            } else if (message instanceof Reply.NotMe) {
                return NOT_ME;
            } else if (message instanceof Reply.Leaves) {
                return LEAVES;
            } else if (message instanceof Reply.Differences) {
                return DIFFERENCES;
            } else if (message instanceof Reply.Objections) {
                return OBJECTIONS;
            }
        } else if (message instanceof RingMessage.Announce) {
            return ANNOUNCE;
        } else if (message instanceof RingMessage.Pull) {
            return PULL;
        } else if (message instanceof RingMessage.Push) {
            return PUSH;
        } else if (message instanceof TreeRequest.CompareLeaves) {
            return COMPARE_LEAVES;
        } else if (message instanceof TreeRequest.CompareKeys) {
            return COMPARE_KEYS;
        } else if (message instanceof TreeRequest.CompareTombstones) {
            return COMPARE_TOMBSTONES;
        } else if (message instanceof TreeRequest.ComparePast) {
            return COMPARE_PAST;
        } else if (message instanceof Gossip gossip) {
            return GossipCodec.typeOf(gossip);
        }
        throw new IllegalStateException("no such message: " + message);
    }

    /** Messages about rings and gossip are true whenever they arrive; all others are dropped when old (PROTOCOL rule 15). */
    static boolean isData(int type) {
        return type >= FIRST && type < ANNOUNCE;
    }

    static void write(Message message, ByteSink sink) {
        if (message instanceof Request request) {
            writeRequest(request, sink);
        } else if (message instanceof Reply reply) {
            writeReply(reply, sink);
        } else if (message instanceof RingMessage.Announce announce) {
            sink.varint(announce.epoch()).int64(announce.hash());
        } else if (message instanceof RingMessage.Pull pull) {
            sink.varint(pull.epoch());
        } else if (message instanceof RingMessage.Push push) {
            sink.raw(RingStateCodec.encode(push.ring()));
        } else if (message instanceof TreeRequest question) {
            TreeCodec.writeQuestion(question, sink);
        } else if (message instanceof Gossip gossip) {
            GossipCodec.write(gossip, sink);
        } else {
            throw new IllegalStateException("no such message: " + message);
        }
    }

    private static void writeRequest(Request request, ByteSink sink) {
        sink.int64(request.id().bits()).varint(Math.max(0, request.timeoutMillis()));
        if (request instanceof Request.ToReplica toReplica) {
            sink.varint(toReplica.fence().epoch()).varint(toReplica.fence().placementVersion());
            sink.sized(request.key().bytes());
            if (request instanceof Request.Read read) {
                sink.int64(read.digest());
            } else if (request instanceof Request.Write write) {
                sink.int8(write.isSynced() ? 1 : 0);
                StateCodec.write(write.state(), sink);
            } else if (request instanceof Request.Hint hint) {
                StateCodec.write(hint.state(), sink);
            }
        } else if (request instanceof Request.Forward forward) {
            sink.varint(forward.epoch()).varint(Math.max(0, forward.startByMillis()));
            sink.int8((forward.askFirst() ? ASK_FIRST : 0)
                    | (forward.last() ? LAST : 0)
                    | (forward.asFallback() ? AS_FALLBACK : 0));
            ClientWriteCodec.writeWrite(forward.write(), sink);
        }
    }

    private static void writeReply(Reply reply, ByteSink sink) {
        sink.int64(reply.id().bits());
        if (reply instanceof Reply.State state) {
            StateCodec.write(state.state(), sink);
        } else if (reply instanceof Reply.Refused refused) {
            sink.int8(REASONS.indexOf(refused.reason())).varint(refused.epoch());
        } else if (reply instanceof Reply.NotMe notMe) {
            sink.int8(REASONS.indexOf(notMe.reason())).varint(notMe.epoch());
        } else if (reply instanceof Reply.Outcome outcome) {
            ClientWriteCodec.writeOutcome(outcome.outcome(), sink);
        } else if (reply instanceof Reply.Leaves leaves) {
            TreeCodec.writeLeaves(leaves.sums(), sink);
        } else if (reply instanceof Reply.Differences differences) {
            TreeCodec.writeDifferences(differences, sink);
        } else if (reply instanceof Reply.Objections objections) {
            TreeCodec.writeObjections(objections, sink);
        }
    }

    /** @throws MalformedBytesException for a type or for bytes that {@link #write} does not make */
    static Message read(int type, ByteSource source) {
        try {
            Message message = type < STATE
                    ? readRequest(type, source)
                    : type < ANNOUNCE
                            ? readReply(type, source)
                            : type < GossipCodec.FIRST ? readRing(type, source) : GossipCodec.read(type, source);
            source.finish();
            return message;
        } catch (IllegalArgumentException e) { // a value refused what it was made of
            throw new MalformedBytesException("no message of type " + type + ": " + e.getMessage(), e);
        }
    }

    private static Message readRequest(int type, ByteSource source) {
        RequestId id = readId(source);
        if (type >= COMPARE_LEAVES && type <= COMPARE_PAST) {
            Fence fence = readFence(source);
            return switch (type) {
                case COMPARE_LEAVES -> TreeCodec.readCompareLeaves(id, fence, source);
                case COMPARE_KEYS -> TreeCodec.readCompareKeys(id, fence, source);
                case COMPARE_TOMBSTONES -> TreeCodec.readCompareTombstones(id, fence, source);
                default -> TreeCodec.readComparePast(id, fence, source);
            };
        }
        int timeoutMillis = source.count(Integer.MAX_VALUE);
        if (type == FORWARD) {
            return readForward(id, timeoutMillis, source);
        }
        Fence fence = readFence(source);
        Key key = readKey(source);
        return switch (type) {
            case READ -> new Request.Read(id, fence, key, timeoutMillis, source.int64());
            case ASK -> new Request.Ask(id, fence, key, timeoutMillis);
            case WRITE -> {
                boolean isSynced = source.int8() != 0;
                yield new Request.Write(id, fence, key, timeoutMillis, readState(source), isSynced);
            }
            case HINT -> new Request.Hint(id, fence, key, timeoutMillis, readState(source));
            default -> throw new MalformedBytesException("no request of type " + type);
        };
    }

    private static Fence readFence(ByteSource source) {
        return new Fence(readEpoch(source), source.count(Integer.MAX_VALUE));
    }

    private static Request.Forward readForward(RequestId id, int timeoutMillis, ByteSource source) {
        long epoch = readEpoch(source);
        int startByMillis = source.count(Integer.MAX_VALUE);
        int flags = source.int8();
        if (flags > (ASK_FIRST | LAST | AS_FALLBACK)) {
            throw new MalformedBytesException("unknown flags of a forwarded write: " + flags);
        }
        return new Request.Forward(
                id,
                epoch,
                timeoutMillis,
                startByMillis,
                (flags & ASK_FIRST) != 0,
                (flags & LAST) != 0,
                (flags & AS_FALLBACK) != 0,
                ClientWriteCodec.readWrite(source));
    }

    private static Message readReply(int type, ByteSource source) {
        RequestId id = readId(source);
        return switch (type) {
            case STATE -> new Reply.State(id, readState(source));
            case SAME -> new Reply.Same(id);
            case KEPT -> new Reply.Kept(id);
            case NEED_WHOLE -> new Reply.NeedWhole(id);
            case REFUSED -> new Reply.Refused(id, readReason(source), readEpoch(source));
            case NOT_ME -> new Reply.NotMe(id, readReason(source), readEpoch(source));
            case LEAVES -> new Reply.Leaves(id, TreeCodec.readLeaves(source));
            case DIFFERENCES -> TreeCodec.readDifferences(id, source);
            case OBJECTIONS -> TreeCodec.readObjections(id, source);
            case OUTCOME -> new Reply.Outcome(id, ClientWriteCodec.readOutcome(source));
            default -> throw new MalformedBytesException("no reply of type " + type);
        };
    }

    private static Message readRing(int type, ByteSource source) {
        return switch (type) {
            case ANNOUNCE -> new RingMessage.Announce(readEpoch(source), source.int64());
            case PULL -> new RingMessage.Pull(readEpoch(source));
            case PUSH -> new RingMessage.Push(readRingState(source));
            default -> throw new MalformedBytesException("no message of type " + type);
        };
    }

    private static RingState readRingState(ByteSource source) {
        return RingStateCodec.decode(source.raw(source.remaining()));
    }

    private static RequestId readId(ByteSource source) {
        long bits = source.int64();
        if (bits < 0) {
            throw new MalformedBytesException("a negative request id");
        }
        return new RequestId(bits);
    }

    private static long readEpoch(ByteSource source) {
        long epoch = source.varint();
        if (epoch < 0) {
            throw new MalformedBytesException("a negative epoch");
        }
        return epoch;
    }

    static Key readKey(ByteSource source) {
        return Key.of(source.sized(Key.MAX_BYTES));
    }

    private static KeyState readState(ByteSource source) {
        return StateCodec.read(source);
    }

    private static Reply.Reason readReason(ByteSource source) {
        return oneOf(REASONS, source);
    }

    /** The value whose place in {@code values} the next byte is. */
    static <T> T oneOf(List<T> values, ByteSource source) {
        int code = source.int8();
        if (code >= values.size()) {
            throw new MalformedBytesException("code " + code + " of " + values.size());
        }
        return values.get(code);
    }
}
