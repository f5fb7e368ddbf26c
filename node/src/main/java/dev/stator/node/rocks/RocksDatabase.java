package dev.stator.node.rocks;

import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.Span;
import dev.stator.node.port.Storage;
import dev.stator.node.version.LeafSum;
import dev.stator.ring.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ChecksumType;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.Holder;
import org.rocksdb.HyperClockCache;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;

/**
 * The RocksDB of one node with its options: all native memory that this room holds, freed in the right order.
 *
 * <p>Chosen, and why:
 *
 * <ul>
 *   <li><b>One writer thread</b> (group commit's), so no concurrent memtable writes and no pipelined write: they cost
 *       synchronisation and gain nothing.
 *   <li><b>Filters everywhere</b>: a key that does not exist is answered by blooms of memtables and tables, without a block.
 *   <li><b>Point-in-time recovery of the log</b>: replay ends at the first record that is not whole, so that every torn tail
 *       is accepted, also one with holes, as power loss leaves it. The stricter modes refuse such a tail, or cannot recycle.
 *       What this mode alone would not tell, a log cut in its middle, is found by {@link SyncedMark}.
 *   <li><b>Recycled log files</b>: an fsync of a file that does not grow needs no commit of the file system's journal; it took
 *       a third of the time.
 *   <li><b>A block cache without locks</b>, since all loops look into it.
 *   <li><b>Four column families</b> ({@link Family}) under one log: the records' filters and scans do not meet hints and leaves.
 *   <li><b>All tables stay open</b>, so that a look into memory never opens a file.
 * </ul>
 */
final class RocksDatabase implements AutoCloseable {
    private static final long MIB = 1024 * 1024;

    private final List<AutoCloseable> natives = new ArrayList<>(); // in order of creation
    private final RocksDB database;
    private final Map<Family, ColumnFamilyHandle> families = new EnumMap<>(Family.class);
    private final ReadOptions readOptions;
    private final ReadOptions scanOptions;
    private final RocksLog log;
    private boolean isClosed;

    /** @param buffersLog see {@link RocksLog} */
    static RocksDatabase open(DataDirectory directory, RocksOptions options, boolean buffersLog) throws IOException {
        NativeLibrary.load(directory.nativeLibraries());
        Files.createDirectories(directory.database());
        try {
            return new RocksDatabase(directory, options, buffersLog);
        } catch (RocksDBException e) {
            throw new IOException(
                    "the database in " + directory.database() + " cannot be opened: " + e.getMessage()
                            + "; where files are missing or damaged see docs/OPERATIONS.md, \"A store that cannot open its files\"",
                    e);
        }
    }

    private RocksDatabase(DataDirectory directory, RocksOptions options, boolean buffersLog)
            throws RocksDBException, IOException {
        try {
            SyncedMark mark = kept(new SyncedMark(directory.syncedMark()));
            Cache blockCache = kept(new HyperClockCache(options.blockCacheBytes(), 0, 0, false));
            Options all = options(options, blockCache, buffersLog);
            ColumnFamilyOptions familyOptions = kept(new ColumnFamilyOptions(all));
            List<ColumnFamilyDescriptor> descriptors = Stream.of(Family.values())
                    .map(family -> new ColumnFamilyDescriptor(family.title(), familyOptions))
                    .toList();
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            database = kept(
                    RocksDB.open(kept(new DBOptions(all)), directory.database().toString(), descriptors, handles));
            Iterator<ColumnFamilyHandle> opened = handles.iterator(); // in the order of the descriptors
            for (Family family : Family.values()) {
                families.put(family, kept(opened.next()));
            }
            readOptions = kept(new ReadOptions());
            scanOptions = kept(new ReadOptions().setFillCache(false));
            log = kept(new RocksLog(database, families, mark, buffersLog, directory.acceptsLoss()));
            directory.lossAccepted();
        } catch (RocksDBException | IOException | RuntimeException e) {
            closeNatives();
            throw e;
        }
    }

    private <T extends AutoCloseable> T kept(T nativeObject) {
        natives.add(nativeObject);
        return nativeObject;
    }

    private Options options(RocksOptions options, Cache blockCache, boolean buffersLog) {
        BlockBasedTableConfig tables = new BlockBasedTableConfig()
                .setBlockCache(blockCache)
                .setCacheIndexAndFilterBlocks(true)
                .setCacheIndexAndFilterBlocksWithHighPriority(true)
                .setPinL0FilterAndIndexBlocksInCache(true)
                .setFilterPolicy(kept(new BloomFilter(10)))
                .setWholeKeyFiltering(true)
                .setOptimizeFiltersForMemory(true)
                .setDataBlockIndexType(DataBlockIndexType.kDataBlockBinaryAndHash)
                .setChecksumType(ChecksumType.kXXH3)
                .setFormatVersion(6)
                .setBlockSize(4 * 1024);
        Memtables memtables = Memtables.of(options.writeBufferBytes(), options.writeBuffersMax());
        return kept(new Options())
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setTableFormatConfig(tables)
                .setWriteBufferSize(memtables.bytes())
                .setMinWriteBufferNumberToMerge(memtables.perFlush())
                .setMaxWriteBufferNumber(memtables.most())
                .setMemtablePrefixBloomSizeRatio(0.05)
                .setMemtableWholeKeyFiltering(true)
                .setMaxBytesForLevelBase(4 * options.writeBufferBytes())
                .setTargetFileSizeBase(Math.max(options.writeBufferBytes(), 8 * MIB))
                .setLevelCompactionDynamicLevelBytes(true)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(-1)
                .setBytesPerSync(MIB)
                .setAllowConcurrentMemtableWrite(false)
                .setEnableWriteThreadAdaptiveYield(false)
                .setEnablePipelinedWrite(false)
                .setManualWalFlush(buffersLog)
                .setRecycleLogFileNum(memtables.perFlush() + 1) // each memtable has a log file of its own
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setMaxTotalWalSize((options.writeBuffersMax() + 1) * options.writeBufferBytes())
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.INFO_LEVEL)
                .setMaxLogFileSize(4 * MIB)
                .setKeepLogFileNum(4);
    }

    RocksLog log() {
        return log;
    }

    /** Memory only, never an error: false when the key is surely not there; else the value, if memory has it. */
    boolean mayExistInMemory(Family family, byte[] key, Holder<byte[]> value) {
        return database.keyMayExist(handle(family), readOptions, key, value);
    }

    byte @Nullable [] get(Family family, byte[] key) throws RocksDBException {
        return database.get(handle(family), readOptions, key);
    }

    private ColumnFamilyHandle handle(Family family) {
        return Objects.requireNonNull(families.get(family));
    }

    /** One page of a table's records. What a scan reads does not push out of the cache what users read. */
    Storage.Scan.Page scan(Family family, Span span, @Nullable Key after, Storage.PageLimit limit)
            throws RocksDBException {
        List<Storage.Entry> entries = new ArrayList<>();
        long bytes = 0;
        try (RocksIterator records = database.newIterator(handle(family), scanOptions)) {
            byte[] skipped = after == null ? null : RecordKey.of(after);
            for (records.seek(skipped == null ? RecordKey.before(span.first()) : skipped);
                    records.isValid();
                    records.next()) {
                byte[] encoded = records.key();
                Key key = RecordKey.read(encoded);
                if (key == null || Arrays.equals(encoded, skipped)) {
                    continue;
                }
                if (!span.contains(key)) {
                    return new Storage.Scan.Page(entries, true);
                }
                if (entries.size() == limit.entriesMax() || bytes >= limit.bytesMax()) {
                    return new Storage.Scan.Page(entries, false);
                }
                byte[] value = records.value();
                bytes += (long) encoded.length + value.length;
                entries.add(new Storage.Entry(key, RocksStorage.decoded(value)));
            }
            records.status(); // an iterator that met a broken block is not valid, and looks like one at its end
        }
        return new Storage.Scan.Page(entries, true);
    }

    Map<Integer, LeafSum> leaves(int partition) throws RocksDBException {
        Map<Integer, LeafSum> sums = new TreeMap<>();
        try (RocksIterator leaves = database.newIterator(handle(Family.LEAVES), scanOptions)) {
            for (leaves.seek(LeafKey.of(new LeafId(partition, 0))); leaves.isValid(); leaves.next()) {
                LeafId leaf = LeafKey.read(leaves.key());
                if (leaf.partition() != partition) {
                    break;
                }
                sums.put(leaf.leaf(), LeafKey.decoded(leaves.value()));
            }
            leaves.status();
        }
        return sums;
    }

    /** One of RocksDB's numbers ("rocksdb.estimate-num-keys"), if there is such a one. Any thread. */
    synchronized OptionalLong property(String name) {
        if (isClosed) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(database.getLongProperty(name));
        } catch (RocksDBException e) { // no such property
            return OptionalLong.empty();
        }
    }

    /** Once nobody reads or writes any more: a call after this, {@link #property} apart, would crash the process. */
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            closeNatives();
        }
    }

    private void closeNatives() {
        for (int i = natives.size() - 1; i >= 0; i--) {
            try {
                natives.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("a native object could not be freed", e);
            }
        }
    }
}
