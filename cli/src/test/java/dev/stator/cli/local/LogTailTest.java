package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
    @TempDir
    private Path directory;

    @Test
    void theLastLineIsWhatANodeSaidBeforeItEnded() throws IOException {
        Path log = directory.resolve("node.log");

        Files.writeString(log, "first\n".repeat(10_000) + "  the last \n\n");
        assertThat(LogTail.of(log)).isEqualTo("the last");
        Files.writeString(log, "\n");
        assertThat(LogTail.of(log)).isEqualTo("nothing");
        assertThat(LogTail.of(directory.resolve("none"))).startsWith("nothing (");
    }
}
