package dev.stator.node.rocks;

import dev.stator.node.kernel.StoreSettings;
import dev.stator.ring.RingFormatException;
import dev.stator.ring.RingState;
import dev.stator.ring.RingStateCodec;
import dev.stator.ring.StoreId;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of one store: who it is, what it was made for, its ring and its records. It is made once, belongs to one
 * process at a time, and refuses to be used under other settings than it was made for: reading records of Q partitions as
 * those of another Q, or as another cluster's, would lose data without a sound.
 *
 * <pre>
 * lock            held while a process uses the directory
 * store           storeId, clusterId and the immutable settings
 * ring            the newest ring; ring.previous the one before
 * boots           how often a process began to live on it (PROTOCOL §4)
 * synced          how much is known to have reached the disk
 * accept-rollback made by a human who lets a store in doubt go on (PROTOCOL rule 20); gone once it does
 * db/             RocksDB
 * native/         RocksDB's library, unpacked
 * </pre>
 *
 * <p>Opening, saving and closing block; the getters do not, and any thread may call them.
 */
public final class DataDirectory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);

    /** What may lie in a directory that is still nobody's: traces of a start that was cut off, and ext4's own. */
    private static final Set<String> NOT_YET_OURS = Set.of("lock", "store.new", "lost+found");

    private static final String ACCEPT_ROLLBACK = "accept-rollback";

    private final Path path;
    private final FileChannel lock;
    private final StoreCharter charter;
    private final DurableFile ringFile;
    private final DurableFile ringBefore;
    private final DurableFile bootsFile;
    private volatile @Nullable RingState ring;

    private DataDirectory(Path path, FileChannel lock, StoreCharter charter) throws IOException {
        this.path = path;
        this.lock = lock;
        this.charter = charter;
        this.ringFile = new DurableFile(path.resolve("ring"));
        this.ringBefore = new DurableFile(path.resolve("ring.previous"));
        this.bootsFile = new DurableFile(path.resolve("boots"));
        this.ring = loadRing();
    }

    /**
     * Opens the directory, or makes it a new store where there is nothing yet.
     *
     * @throws DataDirectoryException when it was made for other settings, another process has it, it holds something that is
     *     not ours, or its files are damaged
     */
    public static DataDirectory open(Path path, StoreSettings configured) throws IOException {
        Path directory = path.toAbsolutePath().normalize();
        boolean isMade = Files.isDirectory(directory);
        Files.createDirectories(directory);
        DurableFile store = new DurableFile(directory.resolve("store"));
        if (!store.exists()) {
            requireNobodys(directory);
        }
        FileChannel lock = locked(directory);
        try {
            StoreCharter charter;
            if (store.exists()) {
                charter = read(store, directory);
                requireSame(charter, configured, directory);
            } else {
                charter = new StoreCharter(freshStoreId(), configured);
                store.replace(charter.encoded());
                Path parent = directory.getParent();
                if (!isMade && parent != null) {
                    DurableFile.syncDirectory(parent);
                }
                log.info("made a data directory path={} storeId={}", directory, charter.storeId());
            }
            return new DataDirectory(directory, lock, charter);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void requireNobodys(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            List<String> others = entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !NOT_YET_OURS.contains(name))
                    .sorted()
                    .toList();
            if (!others.isEmpty()) {
                throw new DataDirectoryException(directory
                        + " is not empty and not a data directory of Stator (it has no file 'store'): found "
                        + String.join(", ", others.subList(0, Math.min(5, others.size()))));
            }
        }
    }

    private static FileChannel locked(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) { // this very process has it
            held = null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (held == null) {
            channel.close();
            throw new DataDirectoryException(directory + " is in use by another node process");
        }
        return channel;
    }

    private static StoreCharter read(DurableFile store, Path directory) throws IOException {
        try {
            return StoreCharter.decoded(store.read());
        } catch (IllegalArgumentException e) {
            throw new DataDirectoryException(
                    directory.resolve("store") + " cannot be understood: " + e.getMessage(), e);
        }
    }

    private static void requireSame(StoreCharter charter, StoreSettings configured, Path directory)
            throws DataDirectoryException {
        List<String> differences = charter.differences(configured);
        if (!differences.isEmpty()) {
            throw new DataDirectoryException(
                    directory + " was made for another store: " + String.join("; ", differences));
        }
    }

    private static StoreId freshStoreId() {
        SecureRandom random = new SecureRandom();
        return new StoreId(random.nextLong(), random.nextLong());
    }

    public StoreId storeId() {
        return charter.storeId();
    }

    public StoreSettings settings() {
        return charter.settings();
    }

    /** The newest ring that was saved. */
    public Optional<RingState> ring() {
        return Optional.ofNullable(ring);
    }

    /** Keeps the ring in place of the one before; on disk on return. One caller at a time. */
    void saveRing(RingState next) throws IOException {
        ringFile.replace(RingStateCodec.encode(next), ringBefore);
        ring = next;
    }

    /** Counts the process that begins now, durably on return: the counter of its life. Once per process. */
    public long countBoot() throws IOException {
        long counter = boots() + 1;
        raiseBoots(counter);
        return counter;
    }

    /** Keeps this counter unless there is a larger one; on disk on return. One caller at a time. */
    void raiseBoots(long counter) throws IOException {
        if (counter > boots()) {
            bootsFile.replace(ByteBuffer.allocate(Long.BYTES).putLong(counter).array());
        }
    }

    /** A damaged count is taken for none: peers remember, and a starting node goes on from what they do. */
    private long boots() throws IOException {
        if (!bootsFile.exists()) {
            return 0;
        }
        try {
            return Math.max(0, ByteBuffer.wrap(bootsFile.read()).getLong());
        } catch (DataDirectoryException | BufferUnderflowException e) {
            log.warn("the count of starts cannot be read, beginning anew path={} reason={}", path, e.toString());
            return 0;
        }
    }

    private @Nullable RingState loadRing() throws IOException {
        if (!ringFile.exists() && !ringBefore.exists()) {
            return null;
        }
        try {
            return decoded(ringFile);
        } catch (IOException | RingFormatException e) {
            // Rename is atomic, so this is a crash between the two renames or a disk that lied: the ring before is a
            // true
            // one, only older, and peers tell what is newer.
            log.warn("the ring cannot be read, taking the one before path={} reason={}", path, e.toString());
        }
        try {
            RingState before = decoded(ringBefore);
            ringFile.setAside(); // or the next save would keep the damaged one as "previous"
            return before;
        } catch (IOException | RingFormatException e) {
            throw new DataDirectoryException(path + ": neither ring nor ring.previous can be read: " + e, e);
        }
    }

    private static RingState decoded(DurableFile file) throws IOException {
        return RingStateCodec.decode(file.read());
    }

    Path database() {
        return path.resolve("db");
    }

    Path reserve() {
        return path.resolve("reserve");
    }

    Path root() {
        return path;
    }

    Path syncedMark() {
        return path.resolve("synced");
    }

    /** Has a human said that the store goes on as itself, whatever it has lost? */
    boolean acceptsLoss() {
        return Files.exists(path.resolve(ACCEPT_ROLLBACK));
    }

    /** A human says so, through the operator; on disk on return, and heeded by the next start. One caller at a time. */
    public void acceptLoss() throws IOException {
        new DurableFile(path.resolve(ACCEPT_ROLLBACK)).replace(new byte[0]);
        log.warn("a human accepts that this store lost writes: it goes on as itself from its next start path={}", path);
    }

    /** That is done, durably: it counts once. */
    void lossAccepted() throws IOException {
        if (Files.deleteIfExists(path.resolve(ACCEPT_ROLLBACK))) {
            DurableFile.syncDirectory(path);
            log.warn("a human has accepted that this store lost writes, and it goes on as itself path={}", path);
        }
    }

    Path nativeLibraries() {
        return path.resolve("native");
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /** Lets another process have it. Close the engine first. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
