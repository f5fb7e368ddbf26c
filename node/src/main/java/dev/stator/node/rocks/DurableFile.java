package dev.stator.node.rocks;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A small file that is either the old one or the new one, also after power loss: written beside its place, fsynced, renamed
 * into it, and the directory fsynced. Its last four bytes are the CRC32C of the others.
 *
 * <p>Blocks; not for loops.
 */
final class DurableFile {
    private static final int CHECKSUM_BYTES = 4;

    private final Path place;

    DurableFile(Path place) {
        this.place = place;
    }

    boolean exists() {
        return Files.exists(place);
    }

    /** Where the next content is made; left behind by a crash, it means nothing. */
    Path draft() {
        return place.resolveSibling(place.getFileName() + ".new");
    }

    /** @throws DataDirectoryException when the bytes are not those that were written */
    byte[] read() throws IOException {
        byte[] bytes = Files.readAllBytes(place);
        int length = bytes.length - CHECKSUM_BYTES;
        if (length < 0 || ByteBuffer.wrap(bytes, length, CHECKSUM_BYTES).getInt() != checksum(bytes, length)) {
            throw new DataDirectoryException(place + ": the checksum is wrong, the file is damaged");
        }
        return Arrays.copyOf(bytes, length);
    }

    void replace(byte[] content) throws IOException {
        writeDraft(content);
        Files.move(draft(), place, ATOMIC_MOVE);
        syncDirectory(directory());
    }

    /** The same, keeping what was there as {@code earlier}: a crash in between leaves at least one of the two. */
    void replace(byte[] content, DurableFile earlier) throws IOException {
        writeDraft(content);
        if (exists()) {
            Files.move(place, earlier.place, ATOMIC_MOVE);
        }
        Files.move(draft(), place, ATOMIC_MOVE);
        syncDirectory(directory());
    }

    /** Moves a damaged file out of the way, for people to look at. */
    void setAside() throws IOException {
        if (exists()) {
            Files.move(place, place.resolveSibling(place.getFileName() + ".damaged"), ATOMIC_MOVE);
        }
    }

    private void writeDraft(byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(content.length + CHECKSUM_BYTES);
        bytes.put(content).putInt(checksum(content, content.length)).flip();
        try (FileChannel file = FileChannel.open(
                draft(), StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
    }

    private Path directory() {
        Path directory = place.getParent();
        if (directory == null) {
            throw new IllegalStateException("no file of a directory: " + place);
        }
        return directory;
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
