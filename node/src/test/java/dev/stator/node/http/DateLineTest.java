package dev.stator.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DateLineTest {
    @Test
    void everySecondHasItsText() {
        DateLine date = new DateLine();

        assertThat(date.at(784_111_777_999L).toString()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(date.at(784_111_778_000L).toString()).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
        assertThat(date.at(784_111_777_000L).toString()).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
