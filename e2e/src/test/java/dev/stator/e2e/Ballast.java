package dev.stator.e2e;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file among those of a node, as long as it takes for the node's disk to be as full as a test wants it. It holds no space. */
final class Ballast {
    private final Path file;
    private final long capacityBytes;

    /** @param capacityBytes what the node may fill */
    Ballast(Cluster.Node node, long capacityBytes) {
        this.file = Path.of(node.data()).resolve("ballast");
        this.capacityBytes = capacityBytes;
    }

    /** @param usedShare of the capacity, as the node measured it just now; {@code wanted} is what it will measure next */
    void fill(double usedShare, double wanted) throws IOException {
        long own = Files.exists(file) ? Files.size(file) : 0;
        try (RandomAccessFile ballast = new RandomAccessFile(file.toFile(), "rw")) {
            ballast.setLength(own + Math.max(0, (long) ((wanted - usedShare) * capacityBytes)));
        }
    }

    void drop() throws IOException {
        Files.deleteIfExists(file);
    }
}
