package dev.stator.operator.desired;

import dev.stator.operator.api.NodeResources;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a node divides the memory of its container. With a limit of L:
 *
 * <pre>
 * heap 40 %   direct buffers 15 %   block cache 15 %   three write buffers 4 % each   the rest: code, classes, threads, malloc
 * </pre>
 *
 * Without a limit, what serves a small store: three idle nodes fit in a GiB, and none grows beyond some 700 MiB.
 */
record NodeMemory(
        long heapBytes, long directBytes, long blockCacheBytes, long writeBufferBytes, long recordCacheBytes) {
    private static final long MIB = 1 << 20;
    private static final long SERIAL_BELOW_BYTES = 1024 * MIB;

    private static final NodeMemory WITHOUT_LIMIT = new NodeMemory(256 * MIB, 192 * MIB, 64 * MIB, 16 * MIB, 32 * MIB);

    static NodeMemory of(@Nullable NodeResources resources) {
        return Optional.ofNullable(resources)
                .map(given -> given.limits().get("memory"))
                .map(limit -> within(Quantity.getAmountInBytes(limit).longValue()))
                .orElse(WITHOUT_LIMIT);
    }

    private static NodeMemory within(long limitBytes) {
        long heap = Math.max(64 * MIB, limitBytes * 40 / 100);
        return new NodeMemory(
                heap,
                Math.max(32 * MIB, limitBytes * 15 / 100),
                between(8 * MIB, limitBytes * 15 / 100, Integer.MAX_VALUE),
                between(4 * MIB, limitBytes * 4 / 100, 256 * MIB),
                between(8 * MIB, heap / 8, Integer.MAX_VALUE));
    }

    private static long between(long least, long wanted, long most) {
        return Math.max(least, Math.min(wanted, most));
    }

    /** Options of the JVM. Java takes them from the environment, so that images need not be made for one size. */
    String javaOptions() {
        StringBuilder options = new StringBuilder();
        options.append("-Xms").append(Math.min(48, heapBytes / MIB)).append("m");
        options.append(" -Xmx").append(heapBytes / MIB).append("m");
        options.append(" -Xss512k");
        if (heapBytes < SERIAL_BELOW_BYTES) {
            options.append(" -XX:+UseSerialGC"); // a small heap needs no parallel threads to fight over few cores
        }
        options.append(" -XX:MaxDirectMemorySize=").append(directBytes / MIB).append("m");
        options.append(" ").append(String.join(" ", NodeJavaOptions.COMMON));
        return options.toString();
    }
}
