package dev.stator.node.http;

import dev.stator.node.version.Sibling;
import dev.stator.node.version.Version;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several versions in one body (API §1). Its length is known before it is made, so that one that would be too much beside others
 * never is; and it is made in one array of that length, for a key's versions may take many megabytes.
 */
final class SeveralBody {
    /** A multiple of three, so that only the last piece is filled up. */
    private static final int PIECE_BYTES = 3 << 10;

    private final List<Version> values;
    private final List<byte[]> before; // each value
    private final byte[] end;
    private final boolean isBase64;

    private SeveralBody(List<Version> values, List<byte[]> before, byte[] end, boolean isBase64) {
        this.values = values;
        this.before = before;
        this.end = end;
        this.isBase64 = isBase64;
    }

    static SeveralBody json(List<Version> values) {
        List<byte[]> before = new ArrayList<>();
        for (Version version : values) {
            Sibling sibling = version.sibling();
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("version", sibling.write().toString());
            entry.put("contentType", sibling.contentType());
            entry.put("lastModified", Instant.ofEpochMilli(sibling.time()).toString());
            entry.put("size", sibling.size());
            String object = new String(Json.bytes(entry), StandardCharsets.UTF_8);
            String open = object.substring(0, object.length() - 1);
            before.add(utf8((before.isEmpty() ? "{\"siblings\":[" : "\"},") + open + ",\"value\":\""));
        }
        return new SeveralBody(values, before, utf8("\"}]}"), true);
    }

    /** The boundary hangs on the versions' ids; a value that contained it by accident would have to know its own hash. */
    static SeveralBody multipart(List<Version> values, String boundary) {
        List<byte[]> before = new ArrayList<>();
        for (Version version : values) {
            Sibling sibling = version.sibling();
            before.add(latin1((before.isEmpty() ? "--" : "\r\n--") + boundary + "\r\nContent-Type: "
                    + sibling.contentType() + "\r\nContent-Length: " + sibling.size() + "\r\nETag: \"" + sibling.write()
                    + "\"\r\nLast-Modified: " + Representation.lastModified(sibling.time()) + "\r\nStator-Version: "
                    + sibling.write() + "\r\n\r\n"));
        }
        return new SeveralBody(values, before, latin1("\r\n--" + boundary + "--\r\n"), false);
    }

    int length() {
        long length = end.length;
        for (byte[] head : before) {
            length += head.length;
        }
        for (Version version : values) {
            long size = version.sibling().size();
            length += isBase64 ? (size + 2) / 3 * 4 : size;
        }
        return Math.toIntExact(length);
    }

    byte[] bytes() {
        ByteBuffer body = ByteBuffer.allocate(length());
        for (int i = 0; i < values.size(); i++) {
            byte[] value = values.get(i).sibling().bytes();
            body.put(before.get(i));
            if (isBase64) {
                putBase64(value, body);
            } else {
                body.put(value);
            }
        }
        return body.put(end).array();
    }

    /**
     * Piece by piece: of a large value encoded at once there would be a second, larger one; and what is called once for a megabyte is not
     * compiled for long, and holds its loop meanwhile.
     */
    private static void putBase64(byte[] value, ByteBuffer body) {
        for (int from = 0; from < value.length; from += PIECE_BYTES) {
            byte[] piece = Arrays.copyOfRange(value, from, Math.min(value.length, from + PIECE_BYTES));
            body.put(Base64.getEncoder().encode(piece));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
