package dev.stator.node.kernel;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.ring.Key;
import java.util.function.Consumer;

/**
 * Users' requests to this node, whoever owns the key. Any thread may call; {@code then} runs once, on the loop of the key's
 * shard, inside the call where the caller is on that loop already, and by the deadline at the latest.
 */
public interface Gateway {
    void get(Key key, int timeoutMillis, Consumer<ReadOutcome> then);

    void write(ClientWrite write, int timeoutMillis, Consumer<WriteOutcome> then);
}
