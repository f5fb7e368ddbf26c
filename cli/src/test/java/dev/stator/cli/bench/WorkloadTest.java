package dev.stator.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadTest {
    @ParameterizedTest
    @CsvSource({"A, 50, PLAIN", "B, 95, PLAIN", "c, 100, PLAIN", "D, 95, LATEST", "f, 50, READ_MODIFY_WRITE"})
    void theLettersAreThoseOfYcsb(String letter, int readPercent, Workload.Kind kind) {
        Workload workload = Workload.of(letter);

        assertThat(workload.readPercent()).isEqualTo(readPercent);
        assertThat(workload.kind()).isEqualTo(kind);
        assertThat(workload.name()).isUpperCase();
    }

    @Test
    void scansAreNotPossibleAndSaySo() {
        assertThatThrownBy(() -> Workload.of("E")).hasMessageContaining("hashed keys");
        assertThatThrownBy(() -> Workload.of("Z")).hasMessageContaining("A, B, C, D and F");
        assertThatThrownBy(() -> Workload.of("A").withReadPercent(101)).hasMessageContaining("0..100");
    }

    @Test
    void fewRecordsAreReadOftenAndAllArePossible() {
        long seed = 4711;
        SplittableRandom random = new SplittableRandom(seed);
        Zipfian zipfian = new Zipfian(100);
        int[] drawn = new int[100];

        for (int i = 0; i < 100_000; i++) {
            drawn[(int) zipfian.rank(random)]++;
        }

        double zeta = 0;
        for (int rank = 1; rank <= 100; rank++) {
            zeta += 1 / Math.pow(rank, 0.99);
        }
        assertThat(drawn[0] / 100_000.0).as("seed %d", seed).isBetween(0.95 / zeta, 1.05 / zeta);
        assertThat(drawn[99]).as("seed %d", seed).isPositive();
    }

    @Test
    void thePopularOnesAreScattered() {
        SplittableRandom random = new SplittableRandom(1);
        Zipfian zipfian = new Zipfian(1_000);

        for (int i = 0; i < 10_000; i++) {
            assertThat(zipfian.scattered(random)).isBetween(0L, 999L);
        }
    }
}
