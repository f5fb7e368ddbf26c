package dev.stator.node.rocks;

import java.nio.charset.StandardCharsets;

/** A note as RocksDB has it: its name. */
final class NoteKey {
    private NoteKey() {}

    static byte[] of(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
