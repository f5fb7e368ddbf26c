package dev.stator.node.kernel;

import static dev.stator.node.kernel.Story.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.port.Telemetry;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.Version;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Bits of values flip in a buffer, where no frame's checksum shows it any more (FAILURES 15). */
class DamagedOnTheWayTest {
    private final Story story = Story.of(3, 2, 2, "A", "B", "C", "D");
    private boolean isDone;

    /** The first message of this kind arrives with a bit flipped in its value. */
    private void damageTheFirst(Class<? extends Message> kind) {
        story.onTheWay(message -> {
            if (isDone || !kind.isInstance(message)) {
                return message;
            }
            isDone = true;
            return damaged(message);
        });
    }

    private static Message damaged(Message message) {
        if (message instanceof Reply.State answer) {
            return new Reply.State(answer.id(), damaged(answer.state()));
        } else if (message instanceof Request.Forward forward) {
            return new Request.Forward(
                    forward.id(),
                    forward.epoch(),
                    forward.timeoutMillis(),
                    forward.startByMillis(),
                    forward.askFirst(),
                    forward.last(),
                    forward.asFallback(),
                    damaged(forward.write()));
        } else if (message instanceof Request.Write write) {
            return new Request.Write(
                    write.id(),
                    write.fence(),
                    write.key(),
                    write.timeoutMillis(),
                    damaged(write.state()),
                    write.isSynced());
        }
        throw new AssertionError("no value in " + message);
    }

    private static KeyState damaged(KeyState state) {
        Version first = state.live().get(0);
        Sibling was = first.sibling();
        Sibling is = new Sibling(
                was.kind(),
                was.write(),
                was.time(),
                was.contentType(),
                was.contentHash(),
                was.size(),
                damaged(was.bytes()));
        return new KeyState(state.known(), List.of(new Version(first.dot(), is)), state.recent());
    }

    private static ClientWrite damaged(ClientWrite write) {
        return new ClientWrite(
                write.key(),
                write.kind(),
                write.contentType(),
                damaged(write.bytes()),
                write.contentHash(),
                write.write(),
                write.context(),
                write.condition(),
                write.takenIn());
    }

    private static byte[] damaged(byte[] content) {
        byte[] other = content.clone();
        other[0] ^= 1;
        return other;
    }

    @Test
    void damagedAnswerIsNoAnswer() {
        story.node("A").written(put("milk"));
        damageTheFirst(Reply.State.class);

        assertThat(story.node("D").values()).containsExactly("milk");
        assertThat(isDone).isTrue();
        assertThat(story.counted(Telemetry.Counter.CORRUPT)).isEqualTo(1);
    }

    @Test
    void damagedWriteIsCoordinatedByNobodyAndTheNextOwnerGetsItWhole() {
        damageTheFirst(Request.Forward.class);

        assertThat(story.node("D").write(put("milk"))).isInstanceOf(WriteOutcome.Written.class);

        assertThat(isDone).isTrue();
        for (String owner : List.of("A", "B", "C")) {
            assertThat(Story.valuesOf(story.node(owner).stored())).containsExactly("milk");
        }
    }

    /** Else its sender would hear that nothing was done, and then that it was. */
    @Test
    void secondCopyOfADamagedForwardIsNotHeard() {
        List<Reply> replies = new ArrayList<>();
        Request.Forward forward =
                new Request.Forward(new RequestId(7), 1, 5_000, 300, false, false, false, put("milk"));

        story.node("A").serve(damaged(forward), replies);
        story.node("A").serve(forward, replies);
        story.pass(10_000);

        assertThat(replies).containsExactly(new Reply.NotMe(forward.id(), Reply.Reason.DAMAGED, 1));
        assertThat(story.node("A").stored().isAbsent()).isTrue();
    }

    @Test
    void damagedCopyIsNotKept() {
        damageTheFirst(Request.Write.class);

        story.node("A").written(put("milk"));

        assertThat(story.counted(Telemetry.Counter.CORRUPT)).isEqualTo(1);
        for (String node : List.of("A", "B", "C")) {
            assertThat(story.node(node).stored().isIntact()).isTrue();
        }
        assertThat(story.node("D").values()).containsExactly("milk");
    }
}
