package dev.stator.client;

import dev.stator.ring.Key;

/** A key as the path of its resource: {@code /v1/keys/} and the key's bytes, percent-encoded where they must be. */
final class KeyPath {
    private static final String PREFIX = "/v1/keys/";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private KeyPath() {}

    static String of(Key key) {
        byte[] bytes = key.bytes();
        StringBuilder path = new StringBuilder(PREFIX.length() + bytes.length + 16).append(PREFIX);
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xff);
            if (c == '.' ? !isDotOfASegment(bytes, i) : isPlain(c)) {
                path.append(c);
            } else {
                path.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return path.toString();
    }

    private static boolean isPlain(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '_'
                || c == '~'
                || c == '/';
    }

    /** Dots next to a slash or an end: something on the way could take {@code ..} for a way up. */
    private static boolean isDotOfASegment(byte[] bytes, int i) {
        return i == 0
                || i == bytes.length - 1
                || bytes[i - 1] == '/'
                || bytes[i + 1] == '/'
                || bytes[i - 1] == '.'
                || bytes[i + 1] == '.';
    }
}
