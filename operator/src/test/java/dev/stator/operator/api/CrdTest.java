package dev.stator.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CrdTest {
    private static final Path COMMITTED = Path.of("../crds/keyvaluestores.stator.dev.yaml");

    /** When this fails after a change of the types, run it again with {@code -Dcrds.rewrite=true} and review the difference. */
    @Test
    void theCommittedDefinitionIsTheOneOfTheTypes() throws IOException {
        String generated = GeneratedCrd.text();
        if (Boolean.getBoolean("crds.rewrite")) {
            Files.writeString(COMMITTED, generated);
        }

        assertThat(Files.readString(COMMITTED)).isEqualTo(generated);
    }
}
