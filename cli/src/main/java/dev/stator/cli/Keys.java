package dev.stator.cli;

import dev.stator.ring.Key;

/**
 * Keys and values as people type them: the bytes of the text in UTF-8. Java reads what is not UTF-8, or what the locale has no
 * words for, as U+FFFD; such text is refused, since many keys would become one.
 */
final class Keys {
    private static final char UNREADABLE = '\ufffd';

    private Keys() {}

    static Key of(String text) throws Misuse {
        requireReadable("the key", text);
        try {
            return Key.of(text);
        } catch (IllegalArgumentException e) {
            throw Misuse.because(e);
        }
    }

    static void requireReadable(String what, String text) throws Misuse {
        if (text.indexOf(UNREADABLE) >= 0) {
            throw new Misuse(what + " is not text in UTF-8, or the locale is none of UTF-8");
        }
    }
}
