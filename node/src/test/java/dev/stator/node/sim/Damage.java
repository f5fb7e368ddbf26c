package dev.stator.node.sim;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What flipped bits make of messages. */
final class Damage {
    /** A CRC32C shows any three in a frame of ours for sure; of more it might miss one in four thousand million. */
    private static final int BITS_MAX = 3;

    private Damage() {}

    /** The frame with one to three of its bits flipped, wherever they are. */
    static byte[] ofFrame(byte[] frame, Chance chance) {
        byte[] other = frame.clone();
        int bits = chance.between(1, BITS_MAX);
        for (int i = 0; i < bits; i++) {
            int bit = (i * 8 * frame.length + chance.below(8 * frame.length))
                    / bits; // each in a part of its own: none flips back
            other[bit / 8] ^= (byte) (1 << bit % 8);
        }
        return other;
    }

    /**
     * The message with one bit of a value's content flipped, as in a buffer when its frame had been checked; empty where it has none.
     * All else in memory nothing protects: it is not flipped.
     */
    static Optional<Message> ofValue(Message message, Chance chance) {
        if (message instanceof Request.Write write) {
            return ofState(write.state(), chance)
                    .map(state -> new Request.Write(
                            write.id(), write.fence(), write.key(), write.timeoutMillis(), state, write.isSynced()));
        } else if (message instanceof Request.Hint hint) {
            return ofState(hint.state(), chance)
                    .map(state -> new Request.Hint(hint.id(), hint.fence(), hint.key(), hint.timeoutMillis(), state));
        } else if (message instanceof Reply.State answer) {
            return ofState(answer.state(), chance).map(state -> new Reply.State(answer.id(), state));
        } else if (message instanceof Request.Forward forward
                && !forward.write().isDelete()) {
            return Optional.of(new Request.Forward(
                    forward.id(),
                    forward.epoch(),
                    forward.timeoutMillis(),
                    forward.startByMillis(),
                    forward.askFirst(),
                    forward.last(),
                    forward.asFallback(),
                    ofWrite(forward.write(), chance)));
        }
        return Optional.empty();
    }

    private static ClientWrite ofWrite(ClientWrite write, Chance chance) {
        return new ClientWrite(
                write.key(),
                write.kind(),
                write.contentType(),
                ofContent(write.bytes(), chance),
                write.contentHash(),
                write.write(),
                write.context(),
                write.condition(),
                write.takenIn());
    }

    private static Optional<KeyState> ofState(KeyState state, Chance chance) {
        List<Version> live = new ArrayList<>(state.live());
        for (int i = 0; i < live.size(); i++) {
            Sibling sibling = live.get(i).sibling();
            if (sibling.isValue() && sibling.hasBytes()) {
                Sibling other = new Sibling(
                        sibling.kind(),
                        sibling.write(),
                        sibling.time(),
                        sibling.contentType(),
                        sibling.contentHash(),
                        sibling.size(),
                        ofContent(sibling.bytes(), chance));
                live.set(i, new Version(live.get(i).dot(), other));
                return Optional.of(new KeyState(state.known(), live, state.recent()));
            }
        }
        return Optional.empty();
    }

    private static byte[] ofContent(byte[] content, Chance chance) {
        byte[] other = content.clone();
        int bit = chance.below(8 * content.length);
        other[bit / 8] ^= (byte) (1 << bit % 8);
        return other;
    }
}
