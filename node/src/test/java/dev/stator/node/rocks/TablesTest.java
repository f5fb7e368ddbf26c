package dev.stator.node.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Change;
import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.MemoryTables;
import dev.stator.node.port.Span;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Storage.PageLimit;
import dev.stator.node.port.Table;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records, hints, leaves and notes: apart from each other, together in a batch. */
class TablesTest {
    private static final PageLimit ALL_ON_ONE_PAGE = new PageLimit(1_000_000, 1 << 30);

    private Path path;
    private DataDirectory directory;
    private RocksEngine engine;
    private TestShard shard;

    @BeforeEach
    void openFirst(@TempDir Path temporary) throws IOException {
        path = temporary;
        open();
    }

    private void open() throws IOException {
        directory = DataDirectory.open(path, TestRecords.SETTINGS);
        engine = RocksEngine.open(directory, RocksOptions.forLocalhost(), fatal -> {});
        shard = new TestShard(engine);
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        shard.close();
        directory.close();
    }

    @Test
    void whatABatchHoldsIsThereTogetherAlsoAfterARestart() throws IOException {
        StoredRecord milk = TestRecords.record("milk");
        StoredRecord tea = TestRecords.record("tea");
        write(
                new Change.Put(Table.RECORDS, Key.of("cart"), milk),
                new Change.Put(Table.HINTS, Key.of("cart"), tea),
                new Change.PutLeaf(new LeafId(7, 3), new LeafSum(1, 2)),
                new Change.PutLeaf(new LeafId(8, 0), new LeafSum(3, 4)),
                new Change.PutNote("life", "42".getBytes(StandardCharsets.UTF_8)));

        close();
        open();

        assertThat(read(Table.RECORDS, "cart")).isEqualTo(new Storage.Lookup.Found(milk));
        assertThat(read(Table.HINTS, "cart")).isEqualTo(new Storage.Lookup.Found(tea));
        assertThat(this.<Storage.Leaves>told(then -> shard.storage().readLeaves(7, then)))
                .isEqualTo(new Storage.Leaves.Found(Map.of(3, new LeafSum(1, 2))));
        Storage.Note note = told(then -> shard.storage().readNote("life", then));
        assertThat(((Storage.Note.Found) note).value().orElseThrow()).asString().isEqualTo("42");
        Storage.Note none = told(then -> shard.storage().readNote("death", then));
        assertThat(((Storage.Note.Found) none).value()).isEqualTo(Optional.empty());
    }

    @Test
    void whatIsDroppedFromOneTableStaysInTheOther() {
        StoredRecord milk = TestRecords.record("milk");
        write(new Change.Put(Table.RECORDS, Key.of("cart"), milk), new Change.Put(Table.HINTS, Key.of("cart"), milk));

        write(new Change.Drop(Table.HINTS, Key.of("cart")));

        assertThat(read(Table.HINTS, "cart")).isEqualTo(new Storage.Lookup.Found(StoredRecord.ABSENT));
        assertThat(read(Table.RECORDS, "cart")).isEqualTo(new Storage.Lookup.Found(milk));
    }

    @Test
    void pagesOfAScanAreTheSpanInOrderWithNothingTwiceAndNothingLeftOut() {
        MemoryTables expected = new MemoryTables();
        for (int i = 0; i < 500; i++) {
            Change put = new Change.Put(Table.RECORDS, Key.of("k" + i), TestRecords.record("v" + i));
            expected.apply(List.of(put));
            write(put);
        }

        for (Span span : List.of(
                Span.ALL,
                Span.of(0, 8),
                Span.of(5, 8),
                Span.of(7, 8),
                Span.of(3, 8).part(1, 4))) {
            List<Storage.Entry> scanned = new ArrayList<>();
            Key after = null;
            Storage.Scan.Page page;
            do {
                Key from = after;
                page = told(then -> shard.storage()
                        .scan(
                                Table.RECORDS,
                                span,
                                from,
                                new PageLimit(7, 1 << 20),
                                scan -> then.accept((Storage.Scan.Page) scan)));
                assertThat(page.entries()).hasSizeLessThanOrEqualTo(7);
                scanned.addAll(page.entries());
                after = scanned.isEmpty()
                        ? null
                        : scanned.get(scanned.size() - 1).key();
            } while (!page.isLast());

            assertThat(scanned)
                    .isNotEmpty()
                    .isEqualTo(expected.scan(Table.RECORDS, span, null, ALL_ON_ONE_PAGE)
                            .entries());
        }
    }

    @Test
    void eightPartsOfASpanMeetWithoutAGap() {
        for (Span whole : List.of(Span.ALL, Span.of(13, 16))) {
            Span before = whole.part(0, 8);
            assertThat(before.first()).isEqualTo(whole.first());
            for (int i = 1; i < 8; i++) {
                assertThat(whole.part(i, 8).first()).isEqualTo(before.last() + 1);
                before = whole.part(i, 8);
            }
            assertThat(before.last()).isEqualTo(whole.last());
        }
        for (int i = 0; i < 1000; i++) {
            Key key = Key.of("key" + i);
            assertThat(Span.of(key.partition(64), 64).contains(key)).isTrue();
        }
    }

    private void write(Change... batch) {
        TestShard.Write write = shard.new Write();
        shard.onLoop(() -> {
            shard.storage().write(List.of(batch), write);
            return true;
        });
        write.awaitSettled();
    }

    private Storage.Lookup read(Table table, String key) {
        return told(then -> shard.storage().read(table, Key.of(key), then));
    }

    private <T> T told(Consumer<Consumer<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        shard.onLoop(() -> {
            question.accept(answer::complete);
            return true;
        });
        return TestShard.await(answer);
    }
}
