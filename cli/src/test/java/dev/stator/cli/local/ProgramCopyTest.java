package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCopyTest {
    @TempDir
    private Path directory;

    private List<Path> program = List.of();

    @BeforeEach
    void build() throws IOException {
        Path target = Files.createDirectories(directory.resolve("target"));
        Path library = Files.createDirectories(target.resolve("lib")).resolve("picocli-4.jar");
        program = List.of(
                Files.writeString(target.resolve("stator-cli-1.jar"), "cli"), Files.writeString(library, "picocli"));
    }

    @Test
    void aCopyIsRunByNamesFromItsDirectory() throws Failure {
        ProgramCopy copy = copy();

        assertThat(copy.javaOptions(copy.jars(), "node.jsa"))
                .containsExactly("-cp", "picocli-4.jar" + File.pathSeparator + "stator-cli-1.jar");
        assertThat(copy.directory().resolve("picocli-4.jar")).exists();
    }

    @Test
    void anArchiveOfLoadedClassesGoesWithIt() throws Failure, IOException {
        ProgramCopy before = copy();
        Path archives = Files.createDirectories(directory.resolve("target").resolve("archive"));
        Files.writeString(archives.resolve("node.jsa"), "classes");
        ProgramCopy copy = copy();

        assertThat(copy.directory()).isNotEqualTo(before.directory());
        assertThat(copy.javaOptions(copy.jars(), "node.jsa"))
                .startsWith("-XX:SharedArchiveFile="
                        + copy.directory().resolve("archive").resolve("node.jsa"));
        assertThat(copy.javaOptions(copy.jars(), "supervisor.jsa").get(0)).isEqualTo("-cp");
    }

    @Test
    void aCopyOfACopyIsTheSame() throws Failure, IOException {
        Path archives = Files.createDirectories(directory.resolve("target").resolve("archive"));
        Files.writeString(archives.resolve("node.jsa"), "classes");
        ProgramCopy copy = copy();

        assertThat(ProgramCopy.of(copy.jars(), directory.resolve("lib")).directory())
                .isEqualTo(copy.directory());
    }

    private ProgramCopy copy() throws Failure {
        return ProgramCopy.of(program, directory.resolve("lib"));
    }
}
