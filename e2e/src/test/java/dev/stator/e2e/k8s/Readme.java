package dev.stator.e2e.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the README's section on Kubernetes tells its reader to write and to type. */
final class Readme {
    private static final Path FILE = Path.of("..", "README.md");
    private static final Path CLIENT = Path.of("..", "docs", "examples", "client.yaml");
    private static final String HEADING = "## Kubernetes";

    private Readme() {}

    /** The section's manifest, {@code cart.yaml}. */
    static String manifest() {
        return block("yaml");
    }

    /** The section's commands, in order. */
    static List<String> commands() {
        return block("bash")
                .lines()
                .map(line -> line.replaceFirst("\\s+#.*", ""))
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** The example's pod that calls the store, of another image with curl. */
    static String clientManifest(String image) {
        return read(CLIENT).replaceFirst("image: \\S+", "image: " + image);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String block(String language) {
        String text = read(FILE);
        int section = text.indexOf(HEADING);
        int start = text.indexOf("```" + language + "\n", section);
        int end = text.indexOf("\n```", start);
        if (section < 0 || start < 0 || end < 0) {
            throw new AssertionError(FILE + " has no block of " + language + " under " + HEADING);
        }
        return text.substring(start + language.length() + 4, end + 1);
    }
}
