package dev.stator.node.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that holds some space of the disk for the day when there is none (PROTOCOL §5): then it is deleted, so that what must
 * always pass does, deletes, shrinking merges and rings, and so that a database whose disk is full can be opened, which takes some
 * space for what its log still holds. RocksDB goes on by itself a few seconds after a flush or a compaction found no space, once
 * there is some again; after a write that found none the process has ended.
 *
 * <p>One thread at a time, that may wait for the disk.
 */
public final class DiskReserve {
    /** Free space on the volume, in bytes. */
    interface FreeSpace {
        long bytes() throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(DiskReserve.class);
    private static final int CHUNK_BYTES = 1 << 20;

    /** It is made only where there is so many times more. */
    private static final int AMPLE = 8;

    private final Path file;
    private final long bytes;
    private final FreeSpace free;

    /** @param bytes how much is held; 0: nothing */
    public DiskReserve(DataDirectory directory, long bytes) {
        this(directory.reserve(), bytes, () -> Files.getFileStore(directory.root())
                .getUsableSpace());
    }

    DiskReserve(Path file, long bytes, FreeSpace free) {
        this.file = file;
        this.bytes = bytes;
        this.free = free;
    }

    /** Before the database is opened: gives it up where opening may need more than there is. */
    public void beforeOpening() throws IOException {
        giveUpBelow(bytes);
    }

    /** About once a second: gives it up when hardly anything is left, and makes it anew when there is ample room. */
    public void review() throws IOException {
        if (!giveUpBelow(bytes / 4) && size() < bytes && free.bytes() > AMPLE * bytes) {
            make();
        }
    }

    private long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private boolean giveUpBelow(long bytesFree) throws IOException {
        if (size() == 0 || free.bytes() >= bytesFree) {
            return false;
        }
        Files.delete(file);
        log.warn("the disk is full: its reserve is given up bytes={} path={}", bytes, file);
        return true;
    }

    /** Real bytes: a file that is only said to be long holds no space. */
    private void make() throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; left -= chunk.limit()) {
                chunk.position(0).limit((int) Math.min(CHUNK_BYTES, left));
                while (chunk.hasRemaining()) {
                    out.write(chunk);
                }
            }
        }
    }
}
