package dev.stator.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.client.ReadResult;
import dev.stator.client.WriteResult;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class MishapTest {
    @Test
    void isToldInWordsAndNotAsARecordOfJava() {
        assertThat(Mishap.of(new WriteResult.Refused(413, "too large"), null)).isEqualTo("413, too large");
        assertThat(Mishap.of(new WriteResult.NotApplied(503, "overloaded"), null))
                .isEqualTo("503, overloaded");
        assertThat(Mishap.of(new WriteResult.Unknown(0, "no answer in 5 s"), null))
                .isEqualTo("no answer in 5 s");
        assertThat(Mishap.of(new WriteResult.ConditionFalse("it is there"), null))
                .isEqualTo("it is there");
        assertThat(Mishap.of(new ReadResult.Failed(504, "too few"), null)).isEqualTo("504, too few");
        assertThat(Mishap.of(null, new IOException("broken"))).isEqualTo("broken");
    }
}
