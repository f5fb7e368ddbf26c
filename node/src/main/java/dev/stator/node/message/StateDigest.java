package dev.stator.node.message;

import dev.stator.node.version.ByteSink;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.StateCodec;
import dev.stator.node.version.WriteIdentity;

/** A 64-bit hash of a state without its bytes, never 0: equal digests, equal knowledge and equal versions. */
public final class StateDigest {
    private StateDigest() {}

    public static long of(KeyState state) {
        ByteSink sink = new ByteSink(128);
        StateCodec.write(state.withoutBytes(), sink);
        long hash = WriteIdentity.hash(sink.toByteArray());
        return hash == 0 ? 1 : hash;
    }
}
