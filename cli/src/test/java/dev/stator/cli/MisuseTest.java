package dev.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Called wrongly: one line of error that names the command's help, exit code 2, and nothing else (API §3). */
class MisuseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | stator",
                "--nonsense | stator",
                "up now | stator up",
                "up --nonsense | stator up",
                "up -f | stator up",
                "apply | stator apply",
                "down --nonsense | stator down",
                "stop | stator stop",
                "stop a b | stator stop",
                "start | stator start",
                "start a --kill | stator start",
                "status a | stator status",
                "ring --locate | stator ring",
                "get | stator get",
                "get a b | stator get",
                "get a --nonsense | stator get",
                "get a --timeout 5 | stator get",
                "get a --timeout s | stator get",
                "get a --timeout 1.5s | stator get",
                "get a --timeout 0s | stator get",
                "get a --timeout 11s | stator get",
                "get a --endpoint http://host:1 | stator get",
                "get a --endpoint https:// | stator get",
                "put | stator put",
                "put a | stator put",
                "put a b c | stator put",
                "put a b -f c | stator put",
                "put a b --context | stator put",
                "put a b --content-type \u00e9 | stator put",
                "delete | stator delete",
                "delete a b | stator delete",
                "plan | stator plan",
                "plan a b | stator plan",
                "bench --workload Z | stator bench",
                "bench --workload E | stator bench",
                "bench --threads 0 | stator bench",
                "bench --threads x | stator bench",
                "bench --seconds -1 | stator bench",
                "bench --records 0 | stator bench",
                "bench --value-bytes -1 | stator bench",
                "bench --value-bytes 16777217 | stator bench",
                "bench --warmup -1 | stator bench",
                "bench --read-percent 101 | stator bench",
                "bench --overload 1 | stator bench"
            })
    void isToldInOneLineWithTheHelpThatHelps(String words, String command) {
        Called result = Called.with(words.strip().split(" "));

        result.isError(Main.MISUSED).says("(see '" + command.strip() + " --help')");
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void aKeyHas1To1024Bytes(List<String> words) {
        Called.with(words.toArray(String[]::new)).isError(Main.MISUSED).says("a key has 1 to 1024 bytes");
    }

    static Stream<List<String>> aKeyHas1To1024Bytes() {
        String tooLong = "\u00e9".repeat(513);
        return Stream.of("", tooLong)
                .flatMap(key -> Stream.of(
                        List.of("get", key),
                        List.of("put", key, "value"),
                        List.of("delete", key),
                        List.of("ring", "--locate", key)));
    }

    /** Java reads what is not UTF-8, and what the locale does not know, as U+FFFD: many keys would be one. */
    @ParameterizedTest
    @MethodSource
    void wordsThatCouldNotBeReadAreRefused(List<String> words) {
        Called.with(words.toArray(String[]::new)).isError(Main.MISUSED).says("not text in UTF-8");
    }

    static Stream<List<String>> wordsThatCouldNotBeReadAreRefused() {
        return Stream.of(
                List.of("get", "caf\ufffd"),
                List.of("put", "caf\ufffd", "value"),
                List.of("put", "key", "caf\ufffd"),
                List.of("delete", "caf\ufffd"),
                List.of("ring", "--locate", "caf\ufffd"));
    }

    @Test
    void aContextIsOneWord() {
        Called.with("put", "a", "b", "--context", "two words").isError(Main.MISUSED);
        Called.with("delete", "a", "--context", "").isError(Main.MISUSED);
    }
}
