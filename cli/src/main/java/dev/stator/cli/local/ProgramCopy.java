package dev.stator.cli.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The jars that nodes and supervisor run, in a directory of the cluster of their own: a rebuild may overwrite or delete those of
 * the build tree under a running cluster, which a JVM does not survive. Named by a checksum over names, sizes and times of the
 * originals, so the same build is copied once. RocksDB's native library is unpacked beside them: it would otherwise be unpacked
 * at each start of each node, and stay behind in the temporary directory of one that is killed. And so are the archives of
 * loaded classes that a build makes ({@code archive/}): with them a JVM starts in two thirds of the time. One is good for the
 * class path that it was made with, word by word; so a copy is run from its directory, with names in place of paths.
 *
 * @param directory holds the jars and the native library
 */
record ProgramCopy(Path directory, List<Path> jars) {
    private static final String OWN_JARS = "stator-";
    private static final String NODE_JAR = "stator-node-";
    private static final String COMMAND_JAR = "stator-cli-";
    private static final String ARCHIVES = "archive";

    /** Copies the program that is running now, unless it is a copy already. */
    static ProgramCopy of(List<Path> classPath, Path lib) throws Failure {
        try {
            List<Path> originals = new ArrayList<>();
            for (Path entry : classPath) {
                if (Files.isRegularFile(entry)) {
                    originals.add(entry);
                } else if (Files.isDirectory(entry)) {
                    Files.createDirectories(lib);
                    return new ProgramCopy(lib, classPath); // classes of an IDE or a test: run in place
                }
            }
            originals.sort(Comparator.comparing(jar -> jar.getFileName().toString()));
            List<Path> archives = archives(originals);
            List<Path> all = new ArrayList<>(originals);
            all.addAll(archives);
            Path target = lib.resolve(checksum(all));
            List<Path> copies = new ArrayList<>();
            if (!Files.isDirectory(target)) {
                Files.createDirectories(lib);
                Path draft = Files.createTempDirectory(lib, ".draft");
                for (Path jar : originals) {
                    place(jar, draft.resolve(jar.getFileName().toString()));
                }
                unpackRocks(originals, draft);
                for (Path archive : archives) {
                    Files.createDirectories(draft.resolve(ARCHIVES));
                    place(
                            archive,
                            draft.resolve(ARCHIVES)
                                    .resolve(archive.getFileName().toString()));
                }
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            }
            originals.forEach(jar -> copies.add(target.resolve(jar.getFileName().toString())));
            return new ProgramCopy(target, copies);
        } catch (IOException e) {
            throw Failure.of("cannot copy the program into " + lib, e);
        }
    }

    /**
     * Those that a node needs, as its jar's manifest lists them: the command's own are many and large, and a JVM looks into all it
     * is given. All, where there is no such jar.
     */
    List<Path> nodeJars() throws Failure {
        Optional<Path> node = jars.stream()
                .filter(jar -> jar.getFileName().toString().startsWith(NODE_JAR))
                .findFirst();
        if (node.isEmpty()) {
            return jars;
        }
        try (JarFile file = new JarFile(node.get().toFile())) {
            Manifest manifest = file.getManifest();
            String listed =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            if (listed == null) {
                return jars;
            }
            Set<String> names = Set.copyOf(Arrays.asList(listed.split(" ", -1)));
            List<Path> needed = new ArrayList<>();
            needed.add(node.get());
            jars.stream()
                    .filter(jar -> names.contains(jar.getFileName().toString()))
                    .forEach(needed::add);
            return needed;
        } catch (IOException e) {
            throw Failure.of("cannot read " + node.get(), e);
        }
    }

    /** Beside the command's jar; a JVM ignores those of another build. */
    private static List<Path> archives(List<Path> jars) throws IOException {
        for (Path jar : jars) {
            Path directory = jar.resolveSibling(ARCHIVES);
            if (jar.getFileName().toString().startsWith(COMMAND_JAR) && Files.isDirectory(directory)) {
                try (Stream<Path> files = Files.list(directory)) {
                    return files.filter(file -> file.toString().endsWith(".jsa"))
                            .sorted()
                            .toList();
                }
            }
        }
        return List.of();
    }

    /** What a JVM that runs {@code classPath}, from this {@link #directory}, is told: class path, and archive if there is one. */
    List<String> javaOptions(List<Path> classPath, String archive) {
        List<String> told = new ArrayList<>();
        Path made = directory.resolve(ARCHIVES).resolve(archive);
        if (Files.isRegularFile(made)) {
            told.add("-XX:SharedArchiveFile=" + made.toAbsolutePath());
            told.add("-Xlog:cds*=off"); // of another JVM, or not for these jars: then it does without
        }
        told.add("-cp");
        told.add(classPath.stream()
                .map(jar -> jar.startsWith(directory)
                        ? directory.relativize(jar).toString()
                        : jar.toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)));
        return told;
    }

    /** Deletes copies of other builds. Only while nobody runs them. */
    void deleteOthers() throws Failure {
        Path lib = directory.getParent();
        try (Stream<Path> others = Files.list(lib)) {
            for (Path other : others.filter(path -> !path.equals(directory)).toList()) {
                try (Stream<Path> files = Files.walk(other)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException e) {
            throw Failure.of("cannot tidy " + lib, e);
        }
    }

    private static String checksum(List<Path> jars) throws IOException {
        CRC32 sum = new CRC32();
        for (Path jar : jars) {
            BasicFileAttributes attributes = Files.readAttributes(jar, BasicFileAttributes.class);
            String line = jar.getFileName() + " " + attributes.size() + " "
                    + attributes.lastModifiedTime().toMillis() + "\n"; // a copy keeps no nanoseconds
            sum.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return String.format("%08x", sum.getValue());
    }

    /** Our own jars are rewritten in place by a build, so they are copied; others are only ever replaced, so a link will do. */
    private static void place(Path jar, Path target) throws IOException {
        if (!jar.getFileName().toString().startsWith(OWN_JARS)) {
            try {
                Files.createLink(target, jar.toRealPath());
                return;
            } catch (IOException | UnsupportedOperationException e) {
                // another file system, or one without links: a copy is as good
                Files.deleteIfExists(target);
            }
        }
        Files.copy(jar, target, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void unpackRocks(List<Path> jars, Path target) throws IOException {
        Optional<String> library = rocksLibrary();
        for (Path jar : jars) {
            if (library.isPresent() && jar.getFileName().toString().startsWith("rocksdbjni")) {
                try (ZipFile zip = new ZipFile(jar.toFile())) {
                    ZipEntry entry = zip.getEntry(library.get());
                    if (entry != null) {
                        try (InputStream in = zip.getInputStream(entry)) {
                            Files.copy(in, target.resolve(library.get()));
                        }
                    }
                }
            }
        }
    }

    /** The name of the library for this machine, where we know it; for others RocksDB unpacks its own. */
    private static Optional<String> rocksLibrary() {
        boolean isLinux = System.getProperty("os.name").equals("Linux");
        boolean isGlibc = !Files.exists(Path.of("/etc/alpine-release"));
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        if (!isLinux || !isGlibc) {
            return Optional.empty();
        }
        return switch (arch) {
            case "amd64", "x86_64" -> Optional.of("librocksdbjni-linux64.so");
            case "aarch64" -> Optional.of("librocksdbjni-linux-aarch64.so");
            default -> Optional.empty();
        };
    }
}
