package dev.stator.node.wire;

import dev.stator.node.message.Message;
import dev.stator.node.message.Request;
import org.jspecify.annotations.Nullable;

/** What is left of a message's time when it arrives: deadlines count from sending, and it may have waited in a queue since. */
final class Freshness {
    private Freshness() {}

    /** The message with {@code ageMillis} taken off its deadlines; null when its deadline has passed. */
    static @Nullable Message after(long ageMillis, Message message) {
        if (ageMillis <= 0 || !(message instanceof Request request)) {
            return message;
        }
        if (request.timeoutMillis() <= ageMillis) {
            return null;
        }
        int left = (int) (request.timeoutMillis() - ageMillis);
        if (request instanceof Request.Read read) {
            return new Request.Read(read.id(), read.fence(), read.key(), left, read.digest());
        }
        if (request instanceof Request.Write write) {
            return new Request.Write(write.id(), write.fence(), write.key(), left, write.state(), write.isSynced());
        }
        if (request instanceof Request.Hint hint) {
            return new Request.Hint(hint.id(), hint.fence(), hint.key(), left, hint.state());
        }
        if (request instanceof Request.Ask ask) {
            return new Request.Ask(ask.id(), ask.fence(), ask.key(), left);
        }
        if (request instanceof Request.Forward forward) {
            return new Request.Forward(
                    forward.id(),
                    forward.epoch(),
                    left,
                    (int) Math.max(0, forward.startByMillis() - ageMillis),
                    forward.askFirst(),
                    forward.last(),
                    forward.asFallback(),
                    forward.write());
        }
        throw new IllegalStateException("no such request: " + request);
    }
}
