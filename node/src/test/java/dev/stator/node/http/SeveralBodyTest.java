package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.Version;
import dev.stator.ring.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SeveralBodyTest {
    private static final String ODD_TYPE = "text/plain; charset=\"utf-8\"";

    /** Of zero to four bytes, as base64 has three lengths of its end. */
    private final List<Version> values = versions(5);

    @Test
    void jsonHasEachVersionAndTheLengthThatWasSaidBefore() throws IOException {
        SeveralBody body = SeveralBody.json(values);

        byte[] bytes = body.whole().array();

        assertThat(bytes).hasSize(body.length());
        JsonNode siblings = new ObjectMapper().readTree(bytes).get("siblings");
        assertThat(siblings).hasSize(values.size());
        for (int i = 0; i < values.size(); i++) {
            JsonNode told = siblings.get(i);
            assertThat(told.get("value").binaryValue())
                    .isEqualTo(values.get(i).sibling().bytes());
            assertThat(told.get("size").intValue())
                    .isEqualTo(values.get(i).sibling().size());
            assertThat(told.get("version").textValue())
                    .isEqualTo(values.get(i).sibling().write().toString());
            assertThat(told.get("contentType").textValue()).isEqualTo(ODD_TYPE);
            assertThat(told.get("lastModified").textValue()).isEqualTo("1970-01-01T00:00:01Z");
        }
    }

    /** Values are encoded piece by piece: what is shorter, as long, and longer than one or two of them. */
    @Test
    void valuesOfManyPiecesAreWhole() throws IOException {
        int piece = Body.PIECE_BYTES;
        int[] sizes = {piece - 1, piece, piece + 1, 2 * piece, 2 * piece + 2};
        List<Version> large = versionsOf(sizes);
        SeveralBody body = SeveralBody.json(large);

        byte[] bytes = body.whole().array();

        assertThat(bytes).hasSize(body.length());
        JsonNode siblings = new ObjectMapper().readTree(bytes).get("siblings");
        for (int i = 0; i < sizes.length; i++) {
            assertThat(siblings.get(i).get("value").binaryValue())
                    .hasSize(large.get(i).sibling().size())
                    .isEqualTo(large.get(i).sibling().bytes());
        }
    }

    @Test
    void multipartHasEachVersionRawAndTheLengthThatWasSaidBefore() {
        SeveralBody body = SeveralBody.multipart(values, "b");

        String text = new String(body.whole().array(), StandardCharsets.ISO_8859_1);

        assertThat(text).hasSize(body.length()).startsWith("--b\r\n").endsWith("\r\n--b--\r\n");
        String[] parts = text.split("--b(--)?\r\n", -1);
        assertThat(parts).hasSize(values.size() + 2);
        for (int i = 0; i < values.size(); i++) {
            assertThat(parts[i + 1]).endsWith("\r\n\r\n" + "x".repeat(i) + "\r\n");
        }
    }

    private static List<Version> versions(int count) {
        return versionsOf(IntStream.range(0, count).toArray());
    }

    private static List<Version> versionsOf(int... sizes) {
        KeyState state = KeyState.EMPTY;
        for (int i = 0; i < sizes.length; i++) {
            byte[] value = "x".repeat(sizes[i]).getBytes(StandardCharsets.UTF_8);
            ClientWrite put =
                    ClientWrite.put(Key.of("k"), ODD_TYPE, value, "id-" + i, Optional.empty(), Condition.NONE);
            state = state.put(CausalContext.EMPTY, put.sibling(1_000), new Actor(1, 1))
                    .state();
        }
        return state.values();
    }
}
