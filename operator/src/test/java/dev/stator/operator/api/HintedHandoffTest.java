package dev.stator.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintedHandoffTest {
    @ParameterizedTest
    @CsvSource({"2Gi, 2147483648", "1.5G, 1500000000", "0, 0", "100m, 1", "30Ei, 9223372036854775807"})
    void quantityIsANumberOfBytesRoundedUp(String quantity, long bytes) {
        assertThat(new HintedHandoff(quantity).bytesMax()).isEqualTo(bytes);
    }
}
