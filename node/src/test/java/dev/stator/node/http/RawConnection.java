package dev.stator.node.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** HTTP/1.1 by hand: what is written goes out as it is, answers are read one by one. */
final class RawConnection implements AutoCloseable {
    /** Header names in lower case; of several lines of one name the last. */
    record Response(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    Response read() throws IOException {
        return read(false);
    }

    /** @param isHead an answer without a body, whatever its length says */
    Response read(boolean isHead) throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = isHead ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Response(status, headers, new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
    }

    /** An answer's body, a mebibyte at a time, so many milliseconds apart; how many bytes came. */
    long readSlowly(int millisApart) throws IOException, InterruptedException {
        long length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            length = line.startsWith("content-length: ") ? Long.parseLong(line.substring(16)) : length;
        }
        long read = 0;
        while (read < length) {
            TimeUnit.MILLISECONDS.sleep(millisApart);
            read += in.readNBytes((int) Math.min(1 << 20, length - read)).length;
        }
        return read;
    }

    /** Waits for the other side to close; anything that it sends before is an error. */
    boolean isClosedByPeer() throws IOException {
        return in.read() < 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("closed after '" + line + "'");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
