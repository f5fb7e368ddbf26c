package dev.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What came of calling the command, in this process. */
record Called(int exit, String out, String err) {
    static Called with(String... words) {
        return withInput("", words);
    }

    static Called withInput(String input, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int exit = Main.run(terminal, words);
        return new Called(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** It ended with this code, and its only words are one line of error. */
    Called isError(int code) {
        assertThat(err).startsWith("stator: ").endsWith("\n");
        assertThat(err.strip()).as("one line").doesNotContain("\n");
        assertThat(exit).as(err).isEqualTo(code);
        return this;
    }

    Called says(String... parts) {
        assertThat(err).contains(parts);
        return this;
    }

    Called prints(String whole) {
        assertThat(exit).as(err).isZero();
        assertThat(err).isEmpty();
        assertThat(out).isEqualTo(whole);
        return this;
    }
}
