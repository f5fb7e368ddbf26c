package dev.stator.node.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.node.port.Storage.Lookup;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Disks that return other bytes than were written: never "absent", never an old record. */
class CorruptionTest {
    private static final int RECORDS = 200;

    @Test
    void aDamagedBlockOfATableIsAFailedReadAndNeverAbsent(@TempDir Path path) throws IOException {
        writeRecords(path);
        open(path, shard -> {}); // replays the log into a table
        Path table = newest(path, ".sst");
        for (long at = Files.size(table) / 4; at < Files.size(table) / 2; at += 512) {
            flipBit(table, at);
        }

        open(path, shard -> {
            int failed = 0;
            for (int i = 0; i < RECORDS; i++) {
                Lookup intact = new Lookup.Found(record(i));
                Lookup lookup = shard.lookup("k" + i);
                assertThat(lookup).satisfiesAnyOf(l -> assertThat(l).isEqualTo(intact), l -> assertThat(l)
                        .isInstanceOf(Lookup.NotInMemory.class));
                Lookup read = shard.read("k" + i);
                assertThat(read).satisfiesAnyOf(r -> assertThat(r).isEqualTo(intact), r -> assertThat(r)
                        .isInstanceOf(Lookup.Failed.class));
                if (read instanceof Lookup.Failed failure) {
                    assertThat(failure.isDamaged()).as(failure.reason()).isTrue();
                    failed++;
                }
            }
            assertThat(failed).isBetween(RECORDS / 8, RECORDS / 2);
        });
    }

    @Test
    void bytesThatAreNoRecordAreAFailedLookupAndAFailedRead(@TempDir Path path) throws IOException, RocksDBException {
        open(path, shard -> {});
        byte[] damaged = TestRecords.record("milk").encoded();
        damaged[damaged.length / 2] ^= 1;
        List<ColumnFamilyDescriptor> families = Stream.of(Family.values())
                .map(family -> new ColumnFamilyDescriptor(family.title()))
                .toList();
        try (RocksDB raw = RocksDB.open(path.resolve("db").toString(), families, new ArrayList<>())) {
            raw.put(RecordKey.of(Key.of("cart")), damaged);
        }

        open(path, shard -> {
            assertThat(shard.read("cart"))
                    .isEqualTo(new Lookup.Failed("corrupt record: a record's checksum is wrong", true));
            assertThat(shard.lookup("cart")).isInstanceOf(Lookup.Failed.class); // now its block is in memory
        });
    }

    @Test
    void aTornTailOfTheLogIsAcceptedAndLosesNothingThatWasDurable(@TempDir Path path) throws IOException {
        for (String damage : List.of("cut", "hole")) {
            Path store = path.resolve(damage);
            Path mark = store.resolve("synced");
            byte[][] markBefore = new byte[1][];
            open(store, shard -> {
                shard.write("synced", "milk").awaitSettled();
                markBefore[0] = bytesOf(mark);
                shard.write("unsynced", record(1, 10_000)).awaitSettled();
            });
            Path log = newest(store, ".log");
            byte[] torn = bytesOf(log);
            if (damage.equals("cut")) {
                torn = Arrays.copyOf(torn, torn.length - 3_000);
            } else { // a page in between that was not written back while later ones were
                Arrays.fill(torn, torn.length - 6_000, torn.length - 5_000, (byte) 0);
            }
            Files.write(log, torn);
            Files.write(mark, markBefore[0]); // the second group's fsync never returned

            open(store, shard -> {
                assertThat(shard.read("synced")).isEqualTo(new Lookup.Found(TestRecords.record("milk")));
                assertThat(shard.read("unsynced")).isEqualTo(new Lookup.Found(StoredRecord.ABSENT));
                shard.write("next", "bread").awaitSettled();
            });
            open(store, shard -> assertThat(shard.read("next"))
                    .isEqualTo(new Lookup.Found(TestRecords.record("bread"))));
        }
    }

    @Test
    void aLogCutInItsMiddleIsToldAtEachStartHoweverMuchIsWrittenAfterwards(@TempDir Path path) throws IOException {
        writeRecords(path);
        Path log = newest(path, ".log");
        flipBit(log, Files.size(log) / 2);

        for (int start = 0; start < 3; start++) {
            openEngine(path, engine -> assertThat(engine.lost().orElseThrow()).contains("had reached the disk"));
            open(path, shard -> shard.write("more", "bread").awaitSettled());
        }
    }

    @Test
    void whatAHumanAcceptsAsLostIsToldNoMoreAndTheStoreCountsAboveAllThatAnybodyHasHeard(@TempDir Path path)
            throws IOException {
        writeRecords(path);
        Path log = newest(path, ".log");
        flipBit(log, Files.size(log) / 2);
        openEngine(path, engine -> assertThat(engine.lost()).isPresent());

        Files.createFile(path.resolve("accept-rollback"));
        long[] accepted = new long[1];
        openEngine(path, engine -> {
            assertThat(engine.lost()).isEmpty();
            assertThat(engine.bornGroups()).isGreaterThan(1L << 40);
            accepted[0] = engine.bornGroups();
        });
        openEngine(path, engine -> {
            assertThat(engine.lost()).isEmpty();
            assertThat(engine.bornGroups()).isEqualTo(accepted[0]);
        });

        assertThat(path.resolve("accept-rollback")).doesNotExist();
    }

    @Test
    void anOlderDiskThatIsAcceptedLaterCountsAboveANewerOneThatWasBefore(@TempDir Path path) throws IOException {
        long[] newer = new long[1];
        for (Path store : List.of(path.resolve("newer"), path.resolve("older"))) {
            open(store, shard -> {
                for (int i = 0; i < (store.endsWith("newer") ? 50 : 1); i++) {
                    shard.write("cart", "milk").awaitSettled();
                }
            });
            Files.createFile(store.resolve("accept-rollback"));
        }
        openEngine(path.resolve("newer"), engine -> newer[0] = engine.bornGroups());

        openEngine(
                path.resolve("older"), engine -> assertThat(engine.bornGroups()).isGreaterThan(newer[0]));
    }

    @Test
    void aTableThatIsGoneStopsTheStartAndSaysWhatToDo(@TempDir Path path) throws IOException {
        writeRecords(path);
        open(path, shard -> {}); // replays the log into a table
        Files.delete(newest(path, ".sst"));

        assertThatThrownBy(() -> open(path, shard -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be opened")
                .hasMessageContaining("docs/OPERATIONS.md");
    }

    @Test
    void aLogThatIsGoneIsMissed(@TempDir Path path) throws IOException {
        writeRecords(path);
        Files.delete(newest(path, ".log"));

        openEngine(path, engine -> assertThat(engine.lost()).isPresent());
    }

    @Test
    void aDatabaseThatIsGoneIsNotTakenForANewOne(@TempDir Path path) throws IOException {
        writeRecords(path);
        try (Stream<Path> files = Files.walk(path.resolve("db"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }

        openEngine(path, engine -> assertThat(engine.lost()).isPresent());
    }

    @Test
    void aLostOrTornMarkIsHarmless(@TempDir Path path) throws IOException {
        writeRecords(path);
        for (byte[] mark : List.of(new byte[0], new byte[9], new byte[16])) {
            Files.write(path.resolve("synced"), mark);

            open(path, shard -> assertThat(shard.read("k1")).isEqualTo(new Lookup.Found(record(1))));
        }
    }

    private static void writeRecords(Path path) throws IOException {
        open(path, shard -> {
            for (int i = 0; i < RECORDS; i++) {
                TestShard.Write write = shard.write("k" + i, record(i));
                if (i % 20 == 0 || i == RECORDS - 1) {
                    write.awaitSettled(); // several groups
                }
            }
        });
    }

    private static StoredRecord record(int number) {
        return record(number, 1024);
    }

    private static StoredRecord record(int number, int bytes) {
        byte[] value = new byte[bytes];
        new Random(number).nextBytes(value); // not to be compressed
        return TestRecords.record(value);
    }

    private static byte[] bytesOf(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void open(Path path, Consumer<TestShard> test) throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, TestRecords.SETTINGS);
                RocksEngine engine = RocksEngine.open(directory, RocksOptions.forLocalhost(), fatal -> {});
                TestShard shard = new TestShard(engine)) {
            test.accept(shard);
        }
    }

    private static void openEngine(Path path, Consumer<RocksEngine> test) throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, TestRecords.SETTINGS);
                RocksEngine engine = RocksEngine.open(directory, RocksOptions.forLocalhost(), fatal -> {})) {
            test.accept(engine);
        }
    }

    private static Path newest(Path path, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(path.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static void flipBit(Path file, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 1)).flip();
            channel.write(one, at);
        }
    }
}
