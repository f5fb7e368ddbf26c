package dev.stator.node.rocks;

import dev.stator.node.port.Table;
import java.nio.charset.StandardCharsets;

/** The column families of the database: one log and one batch for all, so that a batch over several is still all or nothing. */
enum Family {
    RECORDS("default"),
    HINTS("hints"),
    LEAVES("leaves"),
    NOTES("notes");

    private final String title;

    Family(String title) {
        this.title = title;
    }

    byte[] title() {
        return title.getBytes(StandardCharsets.US_ASCII);
    }

    static Family of(Table table) {
        return table == Table.RECORDS ? RECORDS : HINTS;
    }
}
