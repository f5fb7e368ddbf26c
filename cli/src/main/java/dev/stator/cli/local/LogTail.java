package dev.stator.cli.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The last line of a log, to show with a failure: a node that cannot start says why before it ends. */
final class LogTail {
    private static final int BYTES_MAX = 16 << 10;

    private LogTail() {}

    static String of(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long start = Math.max(0, file.length() - BYTES_MAX);
            byte[] bytes = new byte[(int) (file.length() - start)];
            file.seek(start);
            file.readFully(bytes);
            List<String> lines =
                    new String(bytes, StandardCharsets.UTF_8).strip().lines().toList();
            return lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1).strip();
        } catch (IOException e) {
            return "nothing (" + e.getMessage() + ")";
        }
    }
}
