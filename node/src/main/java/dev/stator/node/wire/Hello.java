package dev.stator.node.wire;

import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.ring.Endpoint;
import dev.stator.ring.StoreId;

/**
 * The first frame of whoever dialled: who is calling whom. Addresses get reused, so nothing is taken from a connection whose
 * two ends have not named each other (PROTOCOL §4).
 *
 * @param session 64 random bits: another connection is another session
 * @param shard of the caller: all that it sends is for keys or by requests of that shard
 * @param endpoint where the caller is reached
 */
record Hello(String clusterId, StoreId from, StoreId to, long session, int shard, Endpoint endpoint) {
    static final int PROTOCOL = 1;

    static final int CLUSTER_ID_MAX_BYTES = 256;
    private static final int HOST_MAX_BYTES = 256;
    private static final int SHARD_MAX = 1 << 20;
    private static final int PORT_MAX = 65_535;

    void write(ByteSink sink) {
        sink.varint(PROTOCOL).text(clusterId);
        writeStore(from, sink);
        writeStore(to, sink);
        sink.int64(session).varint(shard).text(endpoint.host());
        sink.varint(endpoint.httpPort()).varint(endpoint.internodePort());
    }

    /** @throws MalformedBytesException when this is none; another protocol's is one */
    static Hello read(ByteSource source) {
        try {
            int protocol = source.count(Integer.MAX_VALUE);
            if (protocol != PROTOCOL) {
                throw new MalformedBytesException("protocol " + protocol + ", this node speaks " + PROTOCOL);
            }
            Hello hello = new Hello(
                    source.text(CLUSTER_ID_MAX_BYTES),
                    readStore(source),
                    readStore(source),
                    source.int64(),
                    source.count(SHARD_MAX),
                    new Endpoint(source.text(HOST_MAX_BYTES), source.count(PORT_MAX), source.count(PORT_MAX)));
            source.finish();
            return hello;
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
}
