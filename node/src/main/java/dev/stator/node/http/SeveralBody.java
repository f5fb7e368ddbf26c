package dev.stator.node.http;

import dev.stator.node.version.Sibling;
import dev.stator.node.version.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several versions in one body (API §1). */
final class SeveralBody implements Body {
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

    @Override
    public int length() {
        long length = end.length;
        for (int i = 0; i < values.size(); i++) {
            int size = values.get(i).sibling().size();
            length += before.get(i).length + (isBase64 ? Part.base64Length(size) : size);
        }
        return Math.toIntExact(length);
    }

    @Override
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            parts.add(Part.of(before.get(i)));
            parts.add(new Part(values.get(i).sibling().content(), isBase64));
        }
        parts.add(Part.of(end));
        return parts;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
