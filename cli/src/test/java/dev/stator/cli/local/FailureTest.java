package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailureTest {
    @TempDir
    private Path directory;

    @Test
    void aFailureSaysWhyAndNotOnlyWhichFile() throws IOException {
        Path missing = directory.resolve("missing");
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff});

        assertThat(failure(missing)).hasMessage("cannot read it: no such file or directory");
        assertThat(failure(directory)).hasMessage("cannot read it: Is a directory");
        assertThat(failure(binary)).hasMessage("cannot read it: it is not text in UTF-8");
    }

    @Test
    void aFileWhereADirectoryIsToBeIsToldSo() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        try {
            Files.createDirectories(file);
            throw new AssertionError(file + " became a directory");
        } catch (IOException e) {
            assertThat(Failure.of("cannot use it", e)).hasMessage("cannot use it: it is not a directory");
        }
    }

    private static Failure failure(Path file) {
        try {
            Files.readString(file);
            throw new AssertionError(file + " can be read");
        } catch (IOException e) {
            return Failure.of("cannot read it", e);
        }
    }
}
