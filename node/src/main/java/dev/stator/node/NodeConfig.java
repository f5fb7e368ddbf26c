package dev.stator.node;

import dev.stator.node.kernel.Lifetimes;
import dev.stator.node.kernel.StoreSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a node is started with, read once: a properties file, or the environment of its container, where each key is a variable:
 * {@code STATOR_} and the key in capitals, its dots and humps as underscores, so that {@code maxValueBytes} is {@code
 * STATOR_MAX_VALUE_BYTES}. Unknown keys and bad values stop the start, all of them listed.
 *
 * <table>
 * <caption>The keys</caption>
 * <tr><th>key</th><th>meaning</th><th>default</th></tr>
 * <tr><td>name, store, zone</td><td>the node's name, its store's name, its failure domain</td><td>-, -, the name</td></tr>
 * <tr><td>clusterId</td><td>names the data; a directory of another cluster is refused</td><td>-</td></tr>
 * <tr><td>host</td><td>the name or address under which others reach this node</td><td>127.0.0.1</td></tr>
 * <tr><td>bind</td><td>the address to listen on</td><td>127.0.0.1</td></tr>
 * <tr><td>http.port, internode.port, admin.port</td><td>for users, for nodes, for kubelet and Prometheus</td><td>8443, 7000, 9090</td></tr>
 * <tr><td>data</td><td>the data directory</td><td>-</td></tr>
 * <tr><td>factor, readQuorum, writeQuorum, quorum, partitions, conflictResolution, durability</td>
 *     <td>the store's settings, fixed for ever (API §2)</td><td>3, 2, 2, Sloppy, 1024, Siblings, Fsync</td></tr>
 * <tr><td>maxValueBytes, maxSiblings</td><td>limits of a value and of a key's versions</td><td>1048576, 100</td></tr>
 * <tr><td>hintBytesMax</td><td>how much the node keeps for others out of reach, before it lets other nodes do it</td><td>2 GiB</td></tr>
 * <tr><td>diskCapacityBytes</td><td>how much the node's files may take of a volume that it shares with others; 0: all of the
 *     volume. At 85, 92 and 95 % the node takes in less and less</td><td>0</td></tr>
 * <tr><td>tombstoneMillis, sweepMillis</td><td>how long a deleted key is remembered at least, and how often members agree on what
 *     nobody holds any more, which takes two or three of these; the same on all nodes. Shorter ones are for tests, and for who
 *     deletes much and has little disk: deletes stay safe, but late retries and contexts are recognised for as long only</td>
 *     <td>10 days, 6 hours</td></tr>
 * <tr><td>shards</td><td>event loops; 0: one per core. More than cores that are free cost more than they give</td><td>0</td></tr>
 * <tr><td>recordCacheBytes</td><td>heap for records used last, over all shards</td><td>32 MiB</td></tr>
 * <tr><td>blockCacheBytes, writeBufferBytes</td><td>RocksDB's memory: cache of blocks, and each of three write buffers</td>
 *     <td>64 MiB, 16 MiB</td></tr>
 * <tr><td>lingerMillis</td><td>how long a node that is told to stop still serves while it says that it is not ready, so that load
 *     balancers stop sending requests first; until then each stop takes that much longer</td><td>0</td></tr>
 * <tr><td>http.certificate, http.key</td><td>PEM files of the server certificate and its key, PKCS#8</td><td>-</td></tr>
 * <tr><td>internode.certificate, internode.key, internode.ca</td><td>the same for port 7000, and whom to trust there</td><td>-</td></tr>
 * </table>
 */
public record NodeConfig(
        String name,
        String store,
        String zone,
        StoreSettings settings,
        String host,
        String bind,
        int httpPort,
        int internodePort,
        int adminPort,
        Path data,
        int maxValueBytes,
        int maxSiblings,
        long hintBytesMax,
        long diskCapacityBytes,
        Lifetimes lifetimes,
        int shards,
        long recordCacheBytes,
        long blockCacheBytes,
        long writeBufferBytes,
        int lingerMillis,
        Path httpCertificate,
        Path httpKey,
        Path internodeCertificate,
        Path internodeKey,
        Path internodeCa) {

    private static final String VARIABLE_PREFIX = "STATOR_";
    private static final long LIFETIME_MILLIS_MIN = 1_000;
    private static final long LIFETIME_MILLIS_MAX = 3_650L * 86_400_000;

    /** All that is wrong with a configuration, a line each. */
    public static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidException(String source, List<String> problems) {
            super(source + ":\n  " + String.join("\n  ", problems));
        }
    }

    public static NodeConfig read(Path file) throws IOException, InvalidException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> values = new HashMap<>();
        properties.forEach((key, value) -> values.put((String) key, ((String) value).strip()));
        return parsed(new Parser(values, UnaryOperator.identity()), file.toString());
    }

    /** @param environment all variables of the process; those of other programs mean nothing here */
    public static NodeConfig ofEnvironment(Map<String, String> environment) throws InvalidException {
        Map<String, String> values = new HashMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(VARIABLE_PREFIX)) {
                values.put(variable, value.strip());
            }
        });
        return parsed(new Parser(values, NodeConfig::variable), "environment");
    }

    /** The environment variable of a key. */
    static String variable(String key) {
        String words = key.replace('.', '_').replaceAll("([a-z])([A-Z])", "$1_$2");
        return VARIABLE_PREFIX + words.toUpperCase(Locale.ROOT);
    }

    private static NodeConfig parsed(Parser parser, String source) throws InvalidException {
        NodeConfig config = parser.config();
        if (config == null || !parser.problems.isEmpty()) {
            throw new InvalidException(source, parser.problems);
        }
        return config;
    }

    /** Takes keys out one by one and collects what is wrong; what is left in the end is unknown. */
    private static final class Parser {
        private final Map<String, String> values;
        private final UnaryOperator<String> spelling;
        private final List<String> problems = new ArrayList<>();

        /** @param spelling how a key is written in {@code values}, and so in what is said of it */
        Parser(Map<String, String> values, UnaryOperator<String> spelling) {
            this.values = values;
            this.spelling = spelling;
        }

        @Nullable
        NodeConfig config() {
            String name = text("name", null);
            String store = text("store", null);
            String zone = text("zone", name);
            StoreSettings settings = settings();
            String host = text("host", "127.0.0.1");
            String bind = text("bind", "127.0.0.1");
            int httpPort = integer("http.port", 8443, 1, 65535);
            int internodePort = integer("internode.port", 7000, 1, 65535);
            int adminPort = integer("admin.port", 9090, 1, 65535);
            Path data = path("data");
            int maxValueBytes = integer("maxValueBytes", 1 << 20, 1, 16 << 20);
            int maxSiblings = integer("maxSiblings", 100, 1, 10_000);
            long hintBytesMax = number("hintBytesMax", 2L << 30, 0, Long.MAX_VALUE);
            long diskCapacityBytes = number("diskCapacityBytes", 0, 0, Long.MAX_VALUE);
            Lifetimes lifetimes = lifetimes();
            int shards = integer("shards", 0, 0, 256);
            long recordCache = integer("recordCacheBytes", 32 << 20, 1 << 20, Integer.MAX_VALUE);
            long blockCache = integer("blockCacheBytes", 64 << 20, 1 << 20, Integer.MAX_VALUE);
            long writeBuffer = integer("writeBufferBytes", 16 << 20, 1 << 20, 1 << 30);
            int linger = integer("lingerMillis", 0, 0, 60_000);
            Path httpCertificate = path("http.certificate");
            Path httpKey = path("http.key");
            Path internodeCertificate = path("internode.certificate");
            Path internodeKey = path("internode.key");
            Path internodeCa = path("internode.ca");
            new TreeSet<>(values.keySet()).forEach(key -> problems.add("unknown key " + key));
            if (settings == null) {
                return null;
            }
            return new NodeConfig(
                    name,
                    store,
                    zone,
                    settings,
                    host,
                    bind,
                    httpPort,
                    internodePort,
                    adminPort,
                    data,
                    maxValueBytes,
                    maxSiblings,
                    hintBytesMax,
                    diskCapacityBytes,
                    lifetimes,
                    shards == 0 ? Runtime.getRuntime().availableProcessors() : shards,
                    recordCache,
                    blockCache,
                    writeBuffer,
                    linger,
                    httpCertificate,
                    httpKey,
                    internodeCertificate,
                    internodeKey,
                    internodeCa);
        }

        private @Nullable StoreSettings settings() {
            String clusterId = text("clusterId", null);
            int factor = integer("factor", 3, 1, 7);
            int readQuorum = integer("readQuorum", 2, 1, 7);
            int writeQuorum = integer("writeQuorum", 2, 1, 7);
            StoreSettings.QuorumMode quorum =
                    choice("quorum", StoreSettings.QuorumMode.SLOPPY, StoreSettings.QuorumMode.values());
            int partitions = integer("partitions", 1024, 1, 1 << 20);
            StoreSettings.ConflictResolution conflicts = choice(
                    "conflictResolution",
                    StoreSettings.ConflictResolution.SIBLINGS,
                    StoreSettings.ConflictResolution.values());
            StoreSettings.Durability durability =
                    choice("durability", StoreSettings.Durability.FSYNC, StoreSettings.Durability.values());
            try {
                return new StoreSettings(
                        clusterId, factor, readQuorum, writeQuorum, quorum, partitions, conflicts, durability);
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
                return null;
            }
        }

        private Lifetimes lifetimes() {
            Lifetimes usual = Lifetimes.USUAL;
            return new Lifetimes(
                    number("tombstoneMillis", usual.tombstoneMillis(), LIFETIME_MILLIS_MIN, LIFETIME_MILLIS_MAX),
                    number("sweepMillis", usual.sweepMillis(), LIFETIME_MILLIS_MIN, LIFETIME_MILLIS_MAX),
                    usual.hintMillis(),
                    usual.clockEntriesMax());
        }

        private @Nullable String take(String key) {
            return values.remove(spelling.apply(key));
        }

        private String text(String key, @Nullable String fallback) {
            String value = take(key);
            if (value != null && !value.isEmpty()) {
                return value;
            }
            if (fallback == null) {
                problems.add(spelling.apply(key) + " is missing");
                return "?";
            }
            return fallback;
        }

        private Path path(String key) {
            return Path.of(text(key, null));
        }

        private int integer(String key, int fallback, int least, int most) {
            return (int) number(key, fallback, least, most);
        }

        private long number(String key, long fallback, long least, long most) {
            String value = take(key);
            if (value == null || value.isEmpty()) {
                return fallback;
            }
            try {
                long number = Long.parseLong(value);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                problems.add(spelling.apply(key) + " must be a number, not '" + value + "'");
                return fallback;
            }
            problems.add(spelling.apply(key) + " must be " + least + ".." + most + ", not " + value);
            return fallback;
        }

        /** Enum constants by their names in the resource: LAST_WRITE_WINS is LastWriteWins. */
        private <E extends Enum<E>> E choice(String key, E fallback, E[] constants) {
            String value = take(key);
            if (value == null || value.isEmpty()) {
                return fallback;
            }
            Function<E, String> name = constant -> {
                StringBuilder camel = new StringBuilder();
                for (String word : constant.name().split("_", -1)) {
                    camel.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
                }
                return camel.toString();
            };
            for (E constant : constants) {
                if (name.apply(constant).equals(value)) {
                    return constant;
                }
            }
            problems.add(spelling.apply(key) + " must be one of "
                    + String.join(", ", Arrays.stream(constants).map(name).toList())
                    + ", not '" + value + "'");
            return fallback;
        }
    }
}
