package dev.stator.cli.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Small files that are replaced whole, so that a reader sees the old or the new one and never a half. */
final class Documents {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Documents() {}

    static void write(Path file, byte[] content) throws Failure {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(file.getParent(), "." + file.getFileName(), ".new"); // for its owner only
            try {
                Files.write(fresh, content);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw Failure.of("cannot write " + file, e);
        }
    }

    static void write(Path file, String content) throws Failure {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #write}, and everybody on this machine may read it. */
    static void writePublic(Path file, String content) throws Failure {
        write(file, content);
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            }
        } catch (IOException e) {
            throw Failure.of("cannot make " + file + " readable", e);
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values can be written as JSON", e);
        }
    }

    static Optional<JsonNode> readJson(Path file) throws Failure {
        Optional<String> text = read(file);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(text.get()));
        } catch (JsonProcessingException e) {
            throw new Failure(file + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    static Optional<String> read(Path file) throws Failure {
        return readBytes(file).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    static Optional<byte[]> readBytes(Path file) throws Failure {
        try {
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw Failure.of("cannot read " + file, e);
        }
    }
}
