package dev.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    private static final String[] COMMANDS = {
        "up", "down", "stop", "start", "status", "ring", "get", "put", "delete", "plan", "bench", "apply"
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up | -f, --file=FILE; --data=DIR; --detach; Ctrl-C; Examples:",
                "apply | -f, --file=FILE; --data=DIR; later version",
                "stop | NODE; --kill; --data=DIR",
                "start | NODE; --wipe; --data=DIR",
                "down | --data=DIR; data is kept",
                "status | --json; --data=DIR",
                "ring | --locate=KEY; --json; --data=DIR; --endpoint=URL; --ca=FILE",
                "get | KEY; --context; --out=FILE; --endpoint=URL; --ca=FILE; --data=DIR; --timeout=DURATION; Exit codes:",
                "put | KEY [VALUE]; -f, --file=FILE; --context=TOKEN; --content-type=TYPE; --endpoint=URL; --ca=FILE",
                "delete | KEY; --context=TOKEN; --endpoint=URL; --ca=FILE; --data=DIR",
                "plan | SCENARIO.json; --json; \"partitions\"",
                "bench | --workload=A..F; --threads; --seconds; --records; --value-bytes; --json; Example:"
            })
    void eachCommandHasHelp(String command, String parts) {
        Called help = Called.with(command.strip(), "--help");

        assertThat(help.exit()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .startsWith("Usage: stator " + command.strip())
                .contains(parts.strip().split("; "));
        assertThat(help.out().lines().mapToInt(String::length).max().orElse(0))
                .as("fits a terminal")
                .isLessThanOrEqualTo(80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", ""})
    void theCommandAloneListsItsCommandsInTheOrderOfTheirUse(String word) {
        Called help = word.isEmpty() ? Called.with() : Called.with(word);

        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .startsWith("Usage: stator")
                .contains("Start here:")
                .doesNotContain("supervise");
        int last = 0;
        for (String command : COMMANDS) {
            int at = help.out().indexOf("\n  " + command + " ");
            assertThat(at).as(command).isGreaterThan(last);
            last = at;
        }
    }

    @Test
    void helpIsStrongerThanWhatIsMissing() {
        assertThat(Called.with("get", "--help").exit()).isZero();
        assertThat(Called.with("put", "-h").exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V"})
    void theVersionIsOneLine(String word) {
        assertThat(Called.with(word).out()).matches("stator \\S+\n");
    }
}
