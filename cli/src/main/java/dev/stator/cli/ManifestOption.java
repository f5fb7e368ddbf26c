package dev.stator.cli;

import dev.stator.cli.local.Failure;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the KeyValueStore that a command is given, and refuses what the API server would refuse, in its words. */
final class ManifestOption {
    private ManifestOption() {}

    static String read(Path file) throws Failure {
        try {
            return file.toString().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new Failure("there is no file " + file, e);
        } catch (IOException e) {
            throw new Failure("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    static KeyValueStore parse(String yaml) throws Failure {
        Manifest.Result result = Manifest.load(yaml);
        if (result instanceof Manifest.Loaded loaded) {
            return loaded.store();
        }
        // one line, as errors are: kubectl lists several problems below each other
        throw new Failure(((Manifest.Refused) result).message().strip().replaceAll("\\s*\n\\s*\\*?\\s*", " "));
    }
}
