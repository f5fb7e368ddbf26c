package dev.stator.cli;

import dev.stator.cli.local.StartOptions;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The Java and the program that run now: nodes and supervisors are made of the same. */
final class Surroundings {
    private Surroundings() {}

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath()) // relative where a copied program runs in its directory
                .toList();
    }

    static StartOptions startOptions() {
        return new StartOptions(
                java(), classPath(), System.getenv(), Runtime.getRuntime().availableProcessors());
    }
}
