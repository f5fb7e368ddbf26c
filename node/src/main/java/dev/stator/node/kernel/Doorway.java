package dev.stator.node.kernel;

import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.port.Network;
import dev.stator.ring.StoreId;
import org.jspecify.annotations.Nullable;

/**
 * Where a node's words go out: those about data only to stores that have compared what they remember of this one, and to nobody while it is
 * in doubt (PROTOCOL rule 20). Else who went back in time could hand on what is over, before anybody has told it. Made before the shards
 * are; before there is a {@link Guard}, nothing about data goes out. Any thread.
 */
public final class Doorway {
    /** Who may hear about data, and what becomes of what others were to hear. */
    interface Guard {
        boolean isTrusted(StoreId to);

        void untrusted(StoreId to, Message message);
    }

    private volatile @Nullable Guard guard;

    void guardedBy(Guard next) {
        guard = next;
    }

    /** The way out to {@code outside}. */
    public Network to(Network outside) {
        return (to, message) -> {
            Guard now = guard;
            if (!isAboutData(message) || now != null && now.isTrusted(to)) {
                outside.send(to, message);
            } else if (now != null) {
                now.untrusted(to, message);
            }
        };
    }

    /** Who refuses says nothing about data. */
    static boolean isAboutData(Message message) {
        return message instanceof Request
                || message instanceof TreeRequest
                || message instanceof Reply && !(message instanceof Reply.Refused);
    }
}
