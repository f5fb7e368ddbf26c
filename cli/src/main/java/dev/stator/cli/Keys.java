package dev.stator.cli;

import dev.stator.ring.Key;

/** Keys as people type them: the bytes of the text in UTF-8. */
final class Keys {
    private Keys() {}

    static Key of(String text) throws Misuse {
        try {
            return Key.of(text);
        } catch (IllegalArgumentException e) {
            throw Misuse.because(e);
        }
    }
}
