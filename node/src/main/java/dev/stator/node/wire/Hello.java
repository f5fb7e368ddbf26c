package dev.stator.node.wire;

import dev.stator.node.message.Life;
import dev.stator.node.message.SessionLives;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;

/**
 * The first frame of whoever dialled: who is calling whom. Addresses get reused, so nothing is taken from a connection whose
 * two ends have not named each other (PROTOCOL §4).
 *
 * <p>Protocol 1 is that of nodes of before, without {@code lives}. Who is refused for its protocol calls again in that one, and takes it
 * from whoever calls, so that nodes of both can be mixed while they are replaced. What stands behind the lives is not read: it is some later
 * node's.
 *
 * @param session 64 random bits: another connection is another session
 * @param shard of the caller: all that it sends is for keys or by requests of that shard
 * @param endpoint where the caller is reached
 * @param lives what the caller says of both stores' lives
 */
record Hello(
        int protocol,
        String clusterId,
        StoreId from,
        StoreId to,
        long session,
        int shard,
        Endpoint endpoint,
        SessionLives lives) {
    static final int PROTOCOL = 2;
    static final int PROTOCOL_OF_BEFORE = 1;

    static final int CLUSTER_ID_MAX_BYTES = 256;
    private static final int HOST_MAX_BYTES = 256;
    private static final int SHARD_MAX = 1 << 20;
    private static final int PORT_MAX = 65_535;

    void write(ByteSink sink) {
        sink.varint(protocol).text(clusterId);
        writeStore(from, sink);
        writeStore(to, sink);
        sink.int64(session).varint(shard).text(endpoint.host());
        sink.varint(endpoint.httpPort()).varint(endpoint.internodePort());
        if (protocol > PROTOCOL_OF_BEFORE) {
            writeLives(lives, sink);
        }
    }

    /** @throws MalformedBytesException when this is none; another protocol's is one */
    static Hello read(ByteSource source) {
        try {
            int protocol = source.count(Integer.MAX_VALUE);
            if (protocol != PROTOCOL && protocol != PROTOCOL_OF_BEFORE) {
                throw new MalformedBytesException("protocol " + protocol + ", this node speaks " + PROTOCOL);
            }
            return new Hello(
                    protocol,
                    source.text(CLUSTER_ID_MAX_BYTES),
                    readStore(source),
                    readStore(source),
                    source.int64(),
                    source.count(SHARD_MAX),
                    new Endpoint(source.text(HOST_MAX_BYTES), source.count(PORT_MAX), source.count(PORT_MAX)),
                    protocol == PROTOCOL_OF_BEFORE ? SessionLives.NONE : readLives(source));
        } catch (IllegalArgumentException e) {
            throw new MalformedBytesException("no hello: " + e.getMessage(), e);
        }
    }

    static void writeStore(StoreId store, ByteSink sink) {
        sink.int64(store.high()).int64(store.low());
    }

    static StoreId readStore(ByteSource source) {
        return new StoreId(source.int64(), source.int64());
    }

    static void writeLives(SessionLives lives, ByteSink sink) {
        writeLife(lives.own(), sink);
        writeLife(lives.others(), sink);
    }

    /** At the end of a frame of the session's own; nodes of before say nothing there. */
    static SessionLives readLives(ByteSource source) {
        return source.remaining() == 0 ? SessionLives.NONE : new SessionLives(readLife(source), readLife(source));
    }

    static void writeLife(Life life, ByteSink sink) {
        sink.varint(life.counter()).int64(life.random());
    }

    /** @throws MalformedBytesException when this is none */
    static Life readLife(ByteSource source) {
        long counter = source.varint();
        if (counter < 0) {
            throw new MalformedBytesException("a boot counter of " + Long.toUnsignedString(counter));
        }
        return new Life(counter, source.int64());
    }
}
