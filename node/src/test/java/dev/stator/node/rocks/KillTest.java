package dev.stator.node.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.port.Storage.Lookup;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    private static final int ROUNDS = 10;
    private static final int ACKS_MAX = 6_000;
    private static final Pattern ACK = Pattern.compile("ack (\\S+) (\\d+) \\.");

    @Test
    void everyDurableWriteSurvivesKillMinusNineInTheMiddleOfGroupCommitsAndLeavesAreTheSumsOfRecords(@TempDir Path path)
            throws IOException, InterruptedException {
        long seed = Long.getLong("kill.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<String, Long> acknowledged = new HashMap<>();
        long acks = 0;
        for (int round = 0; round < ROUNDS; round++) {
            acks += writeUntilKilled(path, round * 1_000_000L, 1 + random.nextInt(ACKS_MAX), acknowledged);
            requireAll(path, acknowledged, "round " + round + " of -Dkill.seed=" + seed);
        }

        assertThat(acknowledged).hasSize(KilledWriter.KEYS);
        assertThat(acks).isGreaterThan(ROUNDS);
    }

    private static long writeUntilKilled(Path path, long first, int acksWanted, Map<String, Long> acknowledged)
            throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        path.toString(),
                        Long.toString(first))
                .redirectErrorStream(true)
                .start();
        int acks = 0;
        StringBuilder other = new StringBuilder();
        try (BufferedReader lines = writer.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = lines.readLine()) != null) { // after the kill: what it had said before
                Matcher ack = ACK.matcher(line);
                if (!ack.matches()) {
                    other.append(line).append('\n');
                    continue;
                }
                acknowledged.merge(ack.group(1), Long.parseLong(ack.group(2)), Math::max);
                acks++;
                if (acks == acksWanted) {
                    writer.toHandle().destroyForcibly(); // unlike the process itself this leaves its output open
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertThat(acks).as("writes of a process that said: %s", other).isGreaterThanOrEqualTo(acksWanted);
        return acks;
    }

    private static void requireAll(Path path, Map<String, Long> acknowledged, String round) throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, TestRecords.SETTINGS);
                RocksEngine engine = RocksEngine.open(directory, KilledWriter.options(), fatal -> {});
                TestShard shard = new TestShard(engine)) {
            acknowledged.forEach((key, sequence) -> {
                Lookup found = shard.read(key);
                assertThat(found).as(round).isInstanceOf(Lookup.Found.class);
                String value = TestRecords.valueOf(((Lookup.Found) found).record());
                long kept = KilledWriter.sequenceOf(value);
                assertThat(kept).as("%s, key %s", round, key).isGreaterThanOrEqualTo(sequence);
                assertThat(value).isEqualTo(KilledWriter.value(kept));
            });
            int partitions = TestRecords.SETTINGS.partitions();
            assertThat(shard.tables(partitions).wrongLeaves(partitions))
                    .as(round)
                    .isEmpty();
        }
    }
}
