package dev.stator.e2e.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The images of this checkout as files. The build writes them where the environment names a base image; else it is run once more. */
final class Images {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int BUILD_MINUTES_MAX = 15;

    private Images() {}

    static List<Path> built() {
        List<Path> images = List.of(
                ROOT.resolve("node/target/stator-node.tar"), ROOT.resolve("operator/target/stator-operator.tar"));
        if (!images.stream().allMatch(Images::isNewerThanItsJar)) {
            build();
        }
        return images;
    }

    private static boolean isNewerThanItsJar(Path image) {
        if (!Files.exists(image)) {
            return false;
        }
        String artifact = image.getFileName().toString().replace(".tar", "");
        try (var jars = Files.newDirectoryStream(image.resolveSibling("."), artifact + "-*.jar")) {
            FileTime built = Files.getLastModifiedTime(image);
            for (Path jar : jars) {
                if (Files.getLastModifiedTime(jar).compareTo(built) > 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void build() {
        try {
            Process process = new ProcessBuilder(
                            "./mvnw",
                            "-q",
                            "-B",
                            "-ntp",
                            "package",
                            "-Pimages",
                            "-DskipTests",
                            "-pl",
                            "node,operator",
                            "-am")
                    .directory(ROOT.toFile())
                    .inheritIO()
                    .start();
            if (!process.waitFor(BUILD_MINUTES_MAX, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("images were not built within " + BUILD_MINUTES_MAX + " minutes");
            }
            if (process.exitValue() != 0) {
                throw new AssertionError("images cannot be built: see above");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
