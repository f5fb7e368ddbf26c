package dev.stator.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Lets happen to single nodes what their machine does to them: a wall clock that is off, and fsyncs that fail. A few lines of C, {@code
 * faults.c}, stand between the processes and the C library; what ships knows nothing of it. Needs Linux and a C compiler.
 */
final class Faults {
    static final String WHY_NONE = "wrong clocks and fsyncs that fail need Linux and a C compiler, cc";

    private static final int AHEAD = 0;
    private static final int DRIFT = 8;
    private static final int FAILING = 16;
    private static final int FAILED = 24;
    private static final int BYTES = 32;

    private final Path library;
    private final Path orders;

    private Faults(Path library, Path orders) {
        this.library = library;
        this.orders = orders;
    }

    /** @param nodes to which something may happen, by name */
    static Optional<Faults> in(Path directory, List<String> nodes) throws IOException, InterruptedException {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        Path source = directory.resolve("faults.c");
        Path library = directory.resolve("libfaults.so");
        try (InputStream text = Objects.requireNonNull(Faults.class.getResourceAsStream("faults.c"))) {
            Files.copy(text, source);
        }
        Process compiler = new ProcessBuilder(
                        "bash",
                        "-c",
                        "command -v cc && cc -shared -fPIC -O2 -o '" + library + "' '" + source + "' -ldl")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!compiler.waitFor(60, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
            return Optional.empty();
        }
        Path orders = Files.createDirectory(directory.resolve("faults"));
        for (String node : nodes) {
            Files.write(orders.resolve(node), new byte[BYTES]);
        }
        return Optional.of(new Faults(library, orders));
    }

    /** What the cluster's processes have to have in their environment. */
    Map<String, String> variables() {
        return Map.of("LD_PRELOAD", library.toString(), "STATOR_TEST_FAULTS", orders.toString());
    }

    /** From now on the node's wall clock is so far ahead of the machine's; negative: behind. */
    void wallClockIsAhead(String node, Duration time) throws IOException {
        write(node, AHEAD, time.toNanos());
    }

    /** The node's wall clock is as if it had run so much too fast since the node began; -1: it stands still. */
    void wallClockDrifts(String node, double share) throws IOException {
        write(node, DRIFT, Math.round(share * 1e9));
    }

    /** So many of the node's next fsyncs fail with EIO, and others do not. */
    void fsyncsFail(String node, int count) throws IOException {
        write(node, FAILING, count);
    }

    /** How many have. */
    long failedFsyncs(String node) throws IOException {
        try (FileChannel file = FileChannel.open(orders.resolve(node), StandardOpenOption.READ)) {
            ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
            file.read(number, FAILED);
            return number.flip().getLong();
        }
    }

    private void write(String node, int at, long number) throws IOException {
        try (FileChannel file = FileChannel.open(orders.resolve(node), StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .putLong(number);
            file.write(bytes.flip(), at);
        }
    }
}
