package dev.stator.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverloadTest {
    @Test
    void overloadIsMoreThanTheUsualLoad() {
        assertThat(new Overload.Plan(64, 10, 30, 60, 1000, 1024, 1).factor()).isEqualTo(10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Overload.Plan(64, 1, 30, 60, 1000, 1024, 1))
                .withMessageContaining("--overload");
        assertThatIllegalArgumentException().isThrownBy(() -> new Overload.Plan(0, 10, 30, 60, 1000, 1024, 1));
    }

    @Test
    void reportSaysWhatWasLeftOfTheGoodputAndWhenItWasBack() {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("factor", 10);
        for (String phase : new String[] {"before", "overload", "after"}) {
            told.put(phase, Map.of("putsPerSecond", 4000));
        }
        told.put("goodputShare", 0.93);
        told.put("recoverySeconds", 2);

        assertThat(Overload.lines(told))
                .containsExactly(
                        "before    {putsPerSecond=4000}",
                        "overload  {putsPerSecond=4000}",
                        "after     {putsPerSecond=4000}",
                        "goodput while asked 10 times too much: 0.93 of before; as before again after 2 s");
    }
}
