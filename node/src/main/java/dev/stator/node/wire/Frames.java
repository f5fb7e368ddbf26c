package dev.stator.node.wire;

/**
 * The layout of everything on an internode connection.
 *
 * <pre>
 * frame = length:4  version:1  type:1  stamp:8  body  crc:4
 * </pre>
 *
 * The length is that of what follows it. The stamp is the sender's monotonic milliseconds when the frame was made: the
 * receiver tells from it how old the frame is ({@link SessionAge}). The CRC32C is over version to body: TLS protects the way
 * between two sockets, this the buffers before and behind them.
 */
final class Frames {
    static final int LENGTH_BYTES = 4;
    static final int HEADER_BYTES = 1 + 1 + 8;
    static final int CRC_BYTES = 4;

    // Types of the session's own frames; messages have MessageCodec's, from FIRST on.
    static final int HELLO = 1;
    static final int WELCOME = 2;
    static final int REFUSED = 3;
    static final int PING = 4;
    static final int PONG = 5;

    private Frames() {}
}
