package dev.stator.node.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemtablesTest {
    private static final long MIB = 1024 * 1024;

    @ParameterizedTest(name = "{0} MiB, {1} buffers")
    @CsvSource({
        "1, 3, 1, 1, 3",
        "4, 3, 4, 1, 3",
        "7, 3, 7, 1, 3",
        "16, 3, 4, 4, 12",
        "32, 3, 4, 8, 24",
        "256, 3, 32, 8, 24"
    })
    void smallMemtablesMakeLargeTables(long bufferMib, int buffers, long mib, int perFlush, int most) {
        assertThat(Memtables.of(bufferMib * MIB, buffers)).isEqualTo(new Memtables(mib * MIB, perFlush, most));
    }

    @ParameterizedTest
    @CsvSource({"1", "5", "16", "100", "1000"})
    void allTogetherTakeWhatWriteBuffersMay(long bufferMib) {
        Memtables memtables = Memtables.of(bufferMib * MIB, 3);

        assertThat(memtables.bytes() * memtables.most()).isBetween(3 * bufferMib * MIB - 100, 3 * bufferMib * MIB);
    }
}
