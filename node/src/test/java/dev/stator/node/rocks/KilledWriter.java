package dev.stator.node.rocks;

import dev.stator.node.port.NoTelemetry;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.record.LeafTable;
import dev.stator.node.record.Records;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process that writes records with their leaves until it is killed, and says on its output which writes are durable: {@code ack KEY SEQUENCE .}.
 * Arguments: directory, the first sequence number.
 */
final class KilledWriter {
    static final int KEYS = 40;
    private static final int IN_FLIGHT = 100;
    private static final String PADDING = "x".repeat(1000);
    private static final long MIB = 1 << 20;

    private final Records records;
    private final PrintStream out = new PrintStream(System.out, true);
    private long next;

    private KilledWriter(Storage storage, long first) {
        LeafTable leaves = new LeafTable(storage, TestRecords.SETTINGS.partitions(), 1);
        this.records = new Records(storage, Table.RECORDS, new NoTelemetry(), 0, leaves);
        this.next = first;
    }

    /** Small buffers, so that tables are written and log files change and are used again while it runs. */
    static RocksOptions options() {
        return new RocksOptions(MIB, MIB, 3, 1, 100, MIB, Duration.ZERO);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        DataDirectory directory = DataDirectory.open(Path.of(args[0]), TestRecords.SETTINGS);
        RocksEngine engine = RocksEngine.open(
                directory, options(), fatal -> Runtime.getRuntime().halt(3));
        ExecutorService loop = Executors.newSingleThreadExecutor();
        Storage storage = engine.storage(loop);
        loop.execute(() -> {
            KilledWriter writer = new KilledWriter(storage, Long.parseLong(args[1]));
            for (int i = 0; i < IN_FLIGHT; i++) {
                writer.writeNext();
            }
        });
        new CountDownLatch(1).await(); // for ever
    }

    /** What is written under a key: the sequence number can be read back from it. */
    static String value(long sequence) {
        return sequence + " " + PADDING;
    }

    static long sequenceOf(String value) {
        return Long.parseLong(value.substring(0, value.indexOf(' ')));
    }

    private void writeNext() {
        long sequence = next++;
        String key = "k" + sequence % KEYS;
        records.take(Key.of(key), new Records.Reader() {
            @Override
            public void found(StoredRecord before) {
                StoredRecord record = TestRecords.record(value(sequence));
                records.write(Key.of(key), record, acknowledging(key, sequence));
            }

            @Override
            public void failed(String reason) {
                throw new IllegalStateException(reason);
            }
        });
    }

    private Storage.Progress acknowledging(String key, long sequence) {
        return new Storage.Progress() {
            @Override
            public void applied() {}

            @Override
            public void durable() {
                out.println("ack " + key + " " + sequence + " .");
                writeNext();
            }

            @Override
            public void failed(String reason) {
                throw new IllegalStateException(reason);
            }
        };
    }
}
