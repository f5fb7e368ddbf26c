package dev.stator.node.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client's end of an HTTP/2 connection, frame by frame (RFC 9113 §4.1), to see in which order what comes. */
final class RawHttp2 implements AutoCloseable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;

    /** What came of the stream. */
    record Frame(int type, boolean isLast, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    static RawHttp2 on(Socket socket) throws IOException {
        RawHttp2 connection = new RawHttp2(socket);
        connection.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        connection.send(SETTINGS, 0, 0, new byte[0]);
        return connection;
    }

    /** A request whose body is still to come. Names and values in turn; short ones. */
    void sendHead(String method, String path, String... headers) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        List<String> all =
                new ArrayList<>(List.of(":method", method, ":scheme", "https", ":path", path, ":authority", "cart"));
        all.addAll(List.of(headers));
        for (int i = 0; i < all.size(); i += 2) {
            block.write(0); // a literal that is not indexed (RFC 7541 §6.2.2)
            for (String word : all.subList(i, i + 2)) {
                if (word.length() >= 127) {
                    throw new IllegalArgumentException("too long for one byte of length: " + word);
                }
                block.write(word.length());
                block.write(word.getBytes(StandardCharsets.US_ASCII));
            }
        }
        send(HEADERS, END_HEADERS, 1, block.toByteArray());
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(9);
        head.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        head.put((byte) type).put((byte) flags).putInt(stream);
        out.write(head.array());
        out.write(payload);
        out.flush();
    }

    /** The next frame of the stream, past those of the connection. */
    Frame read() throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = new byte[length];
            in.readFully(payload);
            if (stream == 1) {
                return new Frame(type, (flags & END_STREAM) != 0 && type != RST_STREAM, payload);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
