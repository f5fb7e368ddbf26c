package dev.stator.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AmountTest {
    @Test
    void suffixesMultiply() {
        assertAmount("10Gi", "10737418240");
        assertAmount("1.5Ki", "1536");
        assertAmount(".5k", "500");
        assertAmount("5.", "5");
        assertAmount("100m", "0.1");
        assertAmount("+2e3", "2000");
        assertAmount("-2E-3", "-0.002");
        assertAmount("1E", "1000000000000000000");
        assertAmount("0Ei", "0");
    }

    @Test
    void amountsAreRoundedIntoWhatTheApiServerCanHold() {
        assertAmount("30Ei", "9223372036854775807");
        assertAmount("-1e99999999999999", "-9223372036854775807");
        assertAmount("1e-99999999999999", "0.000000001");
        assertAmount("-0.0001n", "-0.000000001");
        assertAmount("0e99999999999999", "0");
    }

    @Test
    void otherTextsAreNoAmounts() {
        for (String text :
                new String[] {"", "Gi", "10 Gi", "10GB", "1e1.5", "1e", "--1", "1.2.3", ".", "10gi", "1Kii"}) {
            assertThat(Amount.of(text)).as(text).isEmpty();
        }
    }

    private static void assertAmount(String text, String number) {
        assertThat(Amount.of(text).orElseThrow()).as(text).isEqualByComparingTo(number);
    }
}
