package dev.stator.node.rocks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many groups are known to have reached the disk, in a file beside the database. The database holds the same count with
 * the groups themselves, so that a database that ends earlier than the mark has lost what was acknowledged: its log was cut
 * in the middle, or files of another time were put back (PROTOCOL rule 20; a torn tail ends later than the mark, since only
 * what was synced is marked).
 *
 * <p>Written after each fsync and never synced itself: the end of the process does not touch it, and after a power loss it is
 * too low, which is harmless. Sixteen bytes: the count, and the count negated, which tells a torn mark from a true one.
 */
final class SyncedMark implements AutoCloseable {
    private final FileChannel file;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(2 * Long.BYTES);

    SyncedMark(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** The count as far as it is known: 0 where there is none, or a torn one. */
    long read() throws IOException {
        bytes.clear();
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
            // short reads are allowed
        }
        return bytes.hasRemaining() || bytes.getLong(0) != ~bytes.getLong(Long.BYTES) ? 0 : bytes.getLong(0);
    }

    void write(long count) throws IOException {
        bytes.clear();
        bytes.putLong(count).putLong(~count).flip();
        while (bytes.hasRemaining()) {
            file.write(bytes, bytes.position());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
