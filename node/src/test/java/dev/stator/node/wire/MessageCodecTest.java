package dev.stator.node.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.Request;
import dev.stator.node.message.RequestId;
import dev.stator.node.version.Actor;
import dev.stator.node.version.ByteSink;
import dev.stator.node.version.ByteSource;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.MalformedBytesException;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.Version;
import dev.stator.node.version.WriteIdentity;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MessageCodecTest {
    private static final int SEEDS = 50;

    @Test
    void everyMessageIsReadAsItWasWritten() {
        Set<Class<?>> kinds = new HashSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            for (Message message : new RandomMessages(seed).oneOfEach()) {
                byte[] bytes = bytesOf(message);

                Message read = MessageCodec.read(MessageCodec.typeOf(message), new ByteSource(bytes));

                assertThat(read)
                        .as("seed %d", seed)
                        .usingRecursiveComparison()
                        .ignoringCollectionOrderInFieldsMatchingRegexes(".*\\.writes") // a set, sorted by its reader
                        .ignoringFieldsMatchingRegexes(".*\\.walk", ".*\\.position", ".*\\.hash", ".*\\.digest")
                        .isEqualTo(message);
                assertThat(bytesOf(read)).as("seed %d: %s", seed, message).hasSameSizeAs(bytes);
                kinds.add(message.getClass());
            }
        }
        assertThat(kinds).containsAll(leavesOf(Message.class)); // a new kind of message needs a line in RandomMessages
    }

    private static Set<Class<?>> leavesOf(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        if (permitted == null) {
            return Set.of(type);
        }
        Set<Class<?>> leaves = new HashSet<>();
        for (Class<?> each : permitted) {
            leaves.addAll(leavesOf(each));
        }
        return leaves;
    }

    @Test
    void truncatedMessagesAreMalformedAndNothingElse() {
        for (long seed = 0; seed < 20; seed++) {
            for (Message message : new RandomMessages(seed).oneOfEach()) {
                byte[] bytes = bytesOf(message);
                for (int length = 0; length < bytes.length; length++) {
                    byte[] cut = Arrays.copyOf(bytes, length);
                    assertThatThrownBy(() -> MessageCodec.read(MessageCodec.typeOf(message), new ByteSource(cut)))
                            .as("seed %d: %s cut at %d", seed, message, length)
                            .isInstanceOf(MalformedBytesException.class);
                }
            }
        }
    }

    @Test
    void bytesBehindTheEndAreMalformed() {
        for (Message message : new RandomMessages(1).oneOfEach()) {
            byte[] bytes = bytesOf(message);
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatThrownBy(() -> MessageCodec.read(MessageCodec.typeOf(message), new ByteSource(longer)))
                    .as(message.toString())
                    .isInstanceOf(MalformedBytesException.class);
        }
    }

    @Test
    void alteredMessagesAreReadOrMalformedAndNothingElse() {
        int malformed = 0;
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            for (Message message : new RandomMessages(seed).oneOfEach()) {
                byte[] bytes = bytesOf(message);
                for (int round = 0; round < 20; round++) {
                    byte[] altered = bytes.clone();
                    for (int flips = 1 + random.nextInt(3); flips > 0 && altered.length > 0; flips--) {
                        altered[random.nextInt(altered.length)] = (byte) random.nextInt();
                    }
                    int type = random.nextInt(10) == 0 ? random.nextInt(256) : MessageCodec.typeOf(message);
                    malformed += isMalformed(type, altered, seed) ? 1 : 0;
                }
            }
        }
        assertThat(malformed).isPositive();
    }

    @Test
    void noiseIsReadOrMalformedAndNothingElse() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            isMalformed(random.nextInt(256), noise, seed);
        }
    }

    private static boolean isMalformed(int type, byte[] bytes, long seed) {
        try {
            MessageCodec.read(type, new ByteSource(bytes));
            return false;
        } catch (MalformedBytesException e) {
            return true;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + " type " + type + " " + Arrays.toString(bytes), e);
        }
    }

    @Test
    void countsThatTheBytesCannotHoldAllocateNothing() {
        byte[] huge = {0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7};

        for (int type = 0; type < 256; type++) {
            int kind = type;
            assertThatThrownBy(() -> MessageCodec.read(kind, new ByteSource(huge)))
                    .as("type %d", type)
                    .isInstanceOf(MalformedBytesException.class);
        }
    }

    @Test
    void valueDamagedOnTheWayIsRecognised() {
        byte[] value = new byte[1000];
        Sibling sibling = Sibling.value(new WriteIdentity(1), 2, "a/b", WriteIdentity.hash(value), value);
        KeyState state = KeyState.EMPTY
                .put(CausalContext.EMPTY, sibling, new Actor(1, 1))
                .state();
        byte[] bytes = bytesOf(new Reply.State(new RequestId(1), state));

        bytes[bytes.length / 2] ^= 1; // in the midst of the value
        Reply.State read = (Reply.State)
                MessageCodec.read(MessageCodec.typeOf(new Reply.State(new RequestId(1), state)), new ByteSource(bytes));

        assertThat(read.state().live()).hasSize(1).noneMatch(version -> version.sibling()
                .isIntact());
        assertThat(state.live()).map(Version::sibling).allMatch(Sibling::isIntact);
    }

    @Test
    void negativeTimesAreSentAsNone() {
        Request.Read late = (Request.Read) new RandomMessages(1).oneOfEach().get(0);
        Request.Read negative = new Request.Read(late.id(), late.fence(), late.key(), -5, late.digest());

        Message read = MessageCodec.read(MessageCodec.typeOf(negative), new ByteSource(bytesOf(negative)));

        assertThat(((Request.Read) read).timeoutMillis()).isZero();
    }

    private static byte[] bytesOf(Message message) {
        ByteSink sink = new ByteSink(64);
        MessageCodec.write(message, sink);
        return sink.toByteArray();
    }
}
