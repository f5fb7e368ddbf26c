package dev.stator.node;

import dev.stator.node.kernel.DiskUse;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how full the disk of a data directory is. What counts is the whole volume, whoever fills it, as {@code df} has it. Where
 * the node is given a capacity of its own, since it shares the volume with others, its own files count against that too, and the
 * fuller of the two is the measure. One thread, that may wait for the disk: never a loop of shards.
 */
final class DiskGauge {
    private static final Logger log = LoggerFactory.getLogger(DiskGauge.class);

    private final Path data;
    private final long capacityBytes;
    private volatile DiskUse last = DiskUse.UNKNOWN;

    /** @param capacityBytes what the node may fill; 0: the volume */
    DiskGauge(Path data, long capacityBytes) {
        this.data = data;
        this.capacityBytes = capacityBytes;
    }

    /** Measures now. What cannot be measured is as it was. */
    DiskUse measure() {
        DiskUse next = last;
        try {
            next = measured();
        } catch (IOException e) {
            log.warn("the disk cannot be measured path={}", data, e);
        }
        last = next;
        return next;
    }

    /** What was measured last. Any thread. */
    DiskUse last() {
        return last;
    }

    private DiskUse measured() throws IOException {
        FileStore volume = Files.getFileStore(data);
        long used = volume.getTotalSpace() - volume.getUnallocatedSpace();
        DiskUse whole = new DiskUse(used, used + volume.getUsableSpace()); // without what is kept for root
        if (capacityBytes == 0) {
            return whole;
        }
        DiskUse own = new DiskUse(bytesUnder(data), capacityBytes);
        return own.share() >= whole.share() ? own : whole;
    }

    /** Of files as they are at present: some go while they are counted. */
    private static long bytesUnder(Path directory) throws IOException {
        long[] bytes = {0};
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed) {
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }
}
