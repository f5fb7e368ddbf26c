package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptTest {
    @ParameterizedTest
    @CsvSource({
        "'', text/plain, 1",
        "*/*, text/plain, 1",
        "text/*, text/plain, 1",
        "text/*, image/png, 0",
        "'text/*;q=0.5, text/plain;q=0.1', text/plain, 0.1",
        "'text/plain;q=0.1, text/*;q=0.5', text/html, 0.5",
        "'*/*;q=0.2, image/png', text/plain, 0.2",
        "'TEXT/Plain ; Q=0.3', text/PLAIN; charset=x, 0.3",
        "'text/plain;charset=x;q=0.4', text/plain, 0.4",
        "'text/plain;q=0, */*', text/plain, 0",
        "',, text/plain ,', text/plain, 1",
        "'text/plain;a=\"x, image/png;q=0\";q=0.4, image/png;q=0.2', text/plain, 0.4",
        "'text/plain;a=\"\\\", \";q=0.4, image/png;q=0.2', image/png, 0.2",
        "text/plain, nonsense, 0"
    })
    void theMostSpecificRangeDecides(String header, String type, double quality) throws Refused {
        assertThat(Accept.of(List.of(header)).quality(type)).isEqualTo(quality);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "/",
                "text/",
                "/plain",
                "text/plain;q=x",
                "text/plain;q=-1",
                "text/plain;q=1.1",
                "text/plain;q=NaN"
            })
    void whatIsNoRangeIsRefused(String header) {
        assertThatThrownBy(() -> Accept.of(List.of(header))).isInstanceOf(Refused.class);
    }
}
