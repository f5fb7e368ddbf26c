package dev.stator.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs commands as a person at a terminal would, in one directory that has the {@code stator} launcher in it. */
final class Shell {
    /** What a command came to. */
    record Result(int exit, String out, String err) {
        Result orFail() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + "\n" + out + "\n" + err);
            }
            return this;
        }
    }

    private final Path directory;
    private final Map<String, String> environment = new TreeMap<>();

    private Shell(Path directory) {
        this.directory = directory;
    }

    static Shell in(Path directory) {
        try {
            Path launcher = Path.of("..", "stator").toRealPath();
            Path here = Files.writeString(directory.resolve("stator"), "#!/bin/sh\nexec '" + launcher + "' \"$@\"\n");
            if (!here.toFile().setExecutable(true)) {
                throw new IllegalStateException("cannot make executable: " + here);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Shell(directory);
    }

    /** All commands from now on see this variable. */
    void set(String variable, String value) {
        environment.put(variable, value);
    }

    Path directory() {
        return directory;
    }

    Result stator(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("./stator");
        command.addAll(List.of(arguments));
        return run(command, 120);
    }

    Result bash(String script, int seconds) {
        return run(List.of("bash", "-c", script), seconds);
    }

    private Result run(List<String> command, int seconds) {
        try {
            Path out = Files.createTempFile("stator-e2e", ".out");
            Path err = Files.createTempFile("stator-e2e", ".err");
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().putAll(environment);
            Process process = builder.directory(directory.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError(command + " did not end within " + seconds + " s:\n" + Files.readString(out)
                        + Files.readString(err));
            }
            Result result = new Result(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
