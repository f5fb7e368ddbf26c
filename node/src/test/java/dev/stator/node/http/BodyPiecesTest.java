package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A long body leaves piece by piece, and lets others have their turn (FAILURES 83). */
class BodyPiecesTest {
    private static final int MOST_A_TURN = 4 * Body.PIECE_BYTES / 3 * 4; // four pieces, in Base64

    private int turns;

    @Test
    void piecesAreTheBodyAndNoTurnHasMoreThanAFewOfThem() {
        Body body = body(
                part(0, false),
                part(3 * Body.PIECE_BYTES + 1, true),
                part(17, false),
                part(0, true),
                part(9 * Body.PIECE_BYTES, false),
                part(5, true));
        BodyPieces pieces = new BodyPieces(body, () -> turns++);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        int before = 0;

        while (!pieces.isEndOfInput()) {
            ByteBuf piece = pieces.readChunk(UnpooledByteBufAllocator.DEFAULT);
            if (piece == null) {
                assertThat(sent.size() - before).isBetween(1, MOST_A_TURN);
                before = sent.size();
            } else {
                byte[] bytes = new byte[piece.readableBytes()];
                piece.readBytes(bytes);
                sent.writeBytes(bytes);
            }
        }

        assertThat(sent.toByteArray()).isEqualTo(body.whole().array()).hasSize(body.length());
        assertThat(pieces.progress()).isEqualTo(body.length());
        assertThat(turns).isGreaterThan(1);
    }

    private static Body body(Body.Part... parts) {
        return new Body() {
            @Override
            public int length() {
                int length = 0;
                for (Part part : parts) {
                    int size = part.size();
                    length += part.isBase64() ? Part.base64Length(size) : size;
                }
                return length;
            }

            @Override
            public List<Part> parts() {
                return List.of(parts);
            }
        };
    }

    private static Body.Part part(int size, boolean isBase64) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return new Body.Part(ByteBuffer.wrap(bytes), isBase64);
    }
}
