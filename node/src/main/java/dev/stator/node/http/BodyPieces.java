package dev.stator.node.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.stream.ChunkedInput;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A long body as its reader takes it, a piece at a time. After some pieces the loop turns to what else there is to do, or one hot key of
 * large versions would hold up everybody (FAILURES 83). One loop.
 */
final class BodyPieces implements ChunkedInput<ByteBuf> {
    private static final int PIECES_A_TURN = 4;

    private final int length;
    private final Deque<Body.Part> parts;
    private final Runnable nextTurn;
    private int from; // of the first part
    private long progress;
    private int piecesLeft = PIECES_A_TURN;

    /** @param nextTurn called when this turn has had its pieces: has the transfer resumed in a later one */
    BodyPieces(Body body, Runnable nextTurn) {
        this.length = body.length();
        this.parts = new ArrayDeque<>(body.parts());
        this.nextTurn = nextTurn;
    }

    @Override
    public boolean isEndOfInput() {
        return progress == length;
    }

    /** Null when it is somebody else's turn. */
    @Override
    public @Nullable ByteBuf readChunk(ByteBufAllocator allocator) {
        if (piecesLeft == 0) {
            piecesLeft = PIECES_A_TURN;
            nextTurn.run();
            return null;
        }
        piecesLeft--;
        Body.Part part = parts.element();
        while (from >= part.size()) {
            parts.remove();
            part = parts.element();
            from = 0;
        }
        ByteBuf piece = Unpooled.wrappedBuffer(part.piece(from));
        from += Body.PIECE_BYTES;
        progress += piece.readableBytes();
        return piece;
    }

    @Override
    @SuppressWarnings("deprecation") // of the interface, which must be whole
    public @Nullable ByteBuf readChunk(ChannelHandlerContext context) {
        return readChunk(context.alloc());
    }

    @Override
    public long length() {
        return length;
    }

    /** How many bytes the connection has been given. */
    @Override
    public long progress() {
        return progress;
    }

    @Override
    public void close() {
        parts.clear();
    }
}
