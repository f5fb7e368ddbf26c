package dev.stator.cli;

import dev.stator.cli.local.Failure;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the KeyValueStore that a command is given, and refuses what the API server would refuse, in its words. */
final class ManifestOption {
    private ManifestOption() {}

    static String read(Path file, InputStream standardInput) throws Failure {
        try {
            return file.toString().equals("-")
                    ? new String(standardInput.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
        } catch (IOException e) {
            throw Failure.of("cannot read " + file, e);
        }
    }

    static KeyValueStore parse(String yaml) throws Failure {
        Manifest.Result result = Manifest.load(yaml);
        if (result instanceof Manifest.Loaded loaded) {
            return loaded.store();
        }
        throw new Failure(((Manifest.Refused) result).message());
    }
}
