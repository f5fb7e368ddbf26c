package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.client.ReadResult;
import dev.stator.client.StatorClient;
import dev.stator.client.WriteOptions;
import dev.stator.client.WriteResult;
import dev.stator.ring.Key;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FAILURES 83: one hot key with as many large versions as a key may have, read by many at once. Once it took the memory of all nodes. */
class CrowdedKeyIT {
    private static final String THREE = Cluster.FIVE.replace("replicas: 5", "replicas: 3");
    private static final Key HOT = Key.of("hot");
    private static final int VERSIONS = 16;
    private static final int READERS = 48;
    private static final Duration LOAD = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    @Test
    void nodesLiveOnAndServeOtherKeysWhileManyReadAllThatAKeyMayHold() throws Exception {
        try (Cluster cluster = Cluster.up(directory, THREE);
                StatorClient client = cluster.client()) {
            WriteOptions unseen = WriteOptions.PLAIN.withContext(
                    ((ReadResult.NotFound) client.blocking().get(HOT)).context());
            for (int i = 0; i < VERSIONS; i++) {
                assertThat(client.blocking().put(HOT, new byte[1 << 20], unseen))
                        .isInstanceOf(WriteResult.Written.class);
            }
            List<Long> before = cluster.nodes().stream().map(Cluster.Node::pid).toList();

            Map<String, Integer> answers = new ConcurrentHashMap<>();
            List<Thread> readers = readers(cluster, answers);
            int puts = 0;
            int done = 0;
            long end = System.nanoTime() + LOAD.toNanos();
            while (System.nanoTime() < end) {
                puts++;
                done += client.blocking().put(Key.of("other/" + puts), new byte[100]) instanceof WriteResult.Written
                        ? 1
                        : 0;
            }
            for (Thread reader : readers) {
                reader.join();
            }
            System.out.println("hot key: reads " + answers + ", puts of other keys " + done + " of " + puts);

            assertThat(cluster.nodes()).extracting(Cluster.Node::pid).isEqualTo(before);
            assertThat(answers.keySet()).isSubsetOf("300", "503", "504");
            assertThat(answers).containsKey("300");
            assertThat(done).isPositive();
            assertThat(client.blocking().get(HOT))
                    .isInstanceOfSatisfying(ReadResult.Siblings.class, all -> assertThat(all.versions())
                            .hasSize(VERSIONS));
        }
    }

    private static List<Thread> readers(Cluster cluster, Map<String, Integer> answers) throws Exception {
        HttpClient http = HttpClient.newBuilder()
                .sslContext(Flood.trusting(cluster))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        List<String> urls = cluster.nodes().stream().map(Cluster.Node::url).toList();
        long end = System.nanoTime() + LOAD.toNanos();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            HttpRequest get = HttpRequest.newBuilder(URI.create(urls.get(i % urls.size()) + "/v1/keys/hot"))
                    .timeout(Duration.ofSeconds(60))
                    .build();
            Thread reader = new Thread(() -> {
                while (System.nanoTime() < end) {
                    answers.merge(HotUsers.answerTo(http, get), 1, Integer::sum);
                }
            });
            reader.start();
            readers.add(reader);
        }
        return readers;
    }
}
