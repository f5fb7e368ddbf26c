package dev.stator.node.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskReserveTest {
    private static final long BYTES = 3_000_000;

    @TempDir
    private Path directory;

    private long free = 100 * BYTES;
    private Path file;
    private DiskReserve reserve;

    @BeforeEach
    void open() {
        file = directory.resolve("reserve");
        reserve = new DiskReserve(file, BYTES, () -> free);
    }

    @Test
    void holdsItsSpaceWhileThereIsRoom() throws IOException {
        reserve.review();
        reserve.review();

        assertThat(file).hasSize(BYTES);
    }

    @Test
    void isGivenUpWhenHardlyAnythingIsLeftAndMadeAnewWhenThereIsAmpleRoom() throws IOException {
        reserve.review();
        free = BYTES / 2;
        reserve.review();
        assertThat(file).exists();

        free = BYTES / 5;
        reserve.review();
        assertThat(file).doesNotExist();

        free = 2 * BYTES; // its own, come free, and a little more
        reserve.review();
        assertThat(file).doesNotExist();

        free = 50 * BYTES;
        reserve.review();
        assertThat(file).hasSize(BYTES);
    }

    @Test
    void isGivenUpBeforeADatabaseIsOpenedThatMayNeedIt() throws IOException {
        reserve.review();
        free = 2 * BYTES;
        reserve.beforeOpening();
        assertThat(file).exists();

        free = BYTES / 2;
        reserve.beforeOpening();

        assertThat(file).doesNotExist();
    }

    @Test
    void whatIsNotHeldIsNotGivenUp() throws IOException {
        free = 0;

        reserve.beforeOpening();
        reserve.review();

        assertThat(file).doesNotExist();
    }

    @Test
    void oneThatWasCutOffWhileItWasMadeIsMadeAnew() throws IOException {
        new DiskReserve(file, BYTES / 3, () -> free).review();

        reserve.review();

        assertThat(file).hasSize(BYTES);
    }
}
