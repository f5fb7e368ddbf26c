package dev.stator.cli;

import dev.stator.cli.local.ClusterDirectory;
import dev.stator.cli.local.Failure;
import dev.stator.cli.local.StartOptions;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a supervisor that outlives this command: the same program in a session of its own, its output in {@code
 * logs/supervisor.log}. Shows that output until it says that the cluster serves, or ends.
 */
final class Detached {
    /** The supervisor's line for "it serves"; not shown. */
    static final String SERVING = "@serving";

    private static final String FAILED = "stator: ";
    private static final long LOOK_MILLIS = 20;

    private Detached() {}

    static void start(ClusterDirectory directory, Path manifest, PrintStream out) throws Failure, InterruptedException {
        Path log = directory.supervisorLog();
        try {
            Files.createDirectories(directory.root());
            Files.createDirectories(log.getParent());
        } catch (IOException e) {
            throw Failure.of("cannot use " + directory.root(), e);
        }
        try {
            long from = Files.exists(log) ? Files.size(log) : 0;
            StartOptions options = Surroundings.startOptions();
            StartOptions.Copied program = options.copiedInto(directory, "supervisor.jsa");
            Process supervisor = new ProcessBuilder(command(options, program, directory, manifest))
                    .directory(program.directory().toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            follow(supervisor, log, from, out);
        } catch (IOException e) {
            throw Failure.of("cannot start the supervisor", e);
        }
    }

    private static List<String> command(
            StartOptions options, StartOptions.Copied program, ClusterDirectory directory, Path manifest) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) { // so that Ctrl-C and a closed terminal don't reach it
            command.add("/usr/bin/setsid");
        }
        command.addAll(List.of(
                Surroundings.java().toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Dio.netty.jfr.enabled=false"));
        command.addAll(options.javaOptions(StartOptions.SUPERVISOR_JAVA_OPTS));
        command.addAll(program.javaOptions());
        command.addAll(List.of(
                Main.class.getName(),
                "supervise",
                "--data",
                directory.root().toAbsolutePath().toString(),
                "-f",
                manifest.toAbsolutePath().toString()));
        return command;
    }

    private static void follow(Process supervisor, Path log, long from, PrintStream out)
            throws IOException, Failure, InterruptedException {
        long shown = from;
        List<String> lines = new ArrayList<>();
        while (true) {
            boolean isAlive = supervisor.isAlive(); // asked before the log is read: nothing it wrote is missed
            byte[] bytes = Files.readAllBytes(log);
            int end = lastLineEnd(bytes);
            if (end > shown) {
                String text = new String(bytes, (int) shown, (int) (end - shown), StandardCharsets.UTF_8);
                shown = end;
                for (String line : text.split("\n", -1)) {
                    if (line.equals(SERVING)) {
                        return;
                    }
                    if (!line.isEmpty()) {
                        lines.add(line);
                        if (isAlive && !line.startsWith(FAILED)) {
                            out.println(line);
                        }
                    }
                }
            } else if (!isAlive) {
                throw new Failure(failure(lines, log));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static int lastLineEnd(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /** The supervisor's own words. */
    private static String failure(List<String> lines, Path log) {
        for (String line : lines) {
            if (line.startsWith(FAILED)) {
                return line.substring(FAILED.length());
            }
        }
        return "the supervisor ended; its log is " + log;
    }
}
