package dev.stator.e2e;

import dev.stator.client.BlockingClient;
import dev.stator.client.ReadResult;
import dev.stator.client.StatorClient;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Some {@link ChaosUser users}, a thread each, and the histories of all their keys. */
final class Crowd implements AutoCloseable {
    private static final int USERS = 6;
    private static final int OWN_KEYS = 25;
    private static final int SHARED_KEYS = 8;
    private static final int PATIENCE_SECONDS = 120;

    private final BlockingClient client;
    private final Map<String, KeyHistory> histories = new TreeMap<>();
    private final List<ChaosUser> users = new ArrayList<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(USERS);
    private final List<Future<?>> running = new ArrayList<>();
    private volatile boolean isOver;

    Crowd(StatorClient client, SplittableRandom random) {
        this.client = client.blocking();
        List<String> shared = keys("shared/", SHARED_KEYS);
        for (int i = 0; i < USERS; i++) {
            List<String> keys = keys("user" + i + "/", OWN_KEYS);
            keys.addAll(shared);
            users.add(new ChaosUser("u" + i, keys, histories, random.nextLong()));
        }
    }

    private List<String> keys(String prefix, int count) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(prefix + i);
            histories.putIfAbsent(prefix + i, new KeyHistory(prefix + i));
        }
        return keys;
    }

    /** All of them read and write, until {@link #stop}. */
    void start(Tally tally) {
        isOver = false;
        for (ChaosUser user : users) {
            running.add(threads.submit(() -> {
                while (!isOver) {
                    user.step(client, tally);
                }
                return null;
            }));
        }
    }

    void stop() throws InterruptedException, ExecutionException, TimeoutException {
        isOver = true;
        awaitAll();
    }

    /** Each of them puts so many values. */
    void put(int count, Tally tally) throws InterruptedException, ExecutionException, TimeoutException {
        for (ChaosUser user : users) {
            running.add(threads.submit(() -> {
                for (int i = 0; i < count; i++) {
                    user.put(client, tally);
                }
                return null;
            }));
        }
        awaitAll();
    }

    private void awaitAll() throws InterruptedException, ExecutionException, TimeoutException {
        for (Future<?> one : running) {
            one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        running.clear();
    }

    /** All that was wrong with answers so far. Nobody may be at work. */
    List<String> violations() {
        List<String> violations = new ArrayList<>();
        for (ChaosUser user : users) {
            violations.addAll(user.violations());
        }
        histories.values().forEach(history -> violations.addAll(history.falseRefusals()));
        return violations;
    }

    /** The same at every node of the cluster. */
    List<String> atLastEverywhere(Cluster cluster) throws InterruptedException {
        Map<String, StatorClient> clients = new TreeMap<>();
        try {
            for (Cluster.Node node : cluster.nodes()) {
                clients.put(node.name(), cluster.clientOf(node));
            }
            return atLast(clients);
        } finally {
            clients.values().forEach(StatorClient::close);
        }
    }

    /**
     * Reads every key at each of these nodes.
     *
     * @return what is wrong when all trouble is over, and where nodes answer differently
     */
    List<String> atLast(Map<String, StatorClient> nodes) throws InterruptedException {
        List<String> violations = new ArrayList<>();
        for (Map.Entry<String, KeyHistory> key : histories.entrySet()) {
            Map<String, String> answers = new TreeMap<>();
            for (Map.Entry<String, StatorClient> node : nodes.entrySet()) {
                ReadResult result = node.getValue().blocking().get(Key.of(key.getKey()));
                if (result instanceof ReadResult.Failed) {
                    violations.add(key.getKey() + " at " + node.getKey() + ": " + result);
                } else {
                    var values = ChaosUser.values(result);
                    answers.put(node.getKey(), values.toString());
                    violations.addAll(key.getValue().wrong(values, System.nanoTime(), true));
                }
            }
            if (answers.values().stream().distinct().count() > 1) {
                violations.add(key.getKey() + ": nodes differ: " + answers);
            }
        }
        return violations;
    }

    @Override
    public void close() {
        isOver = true;
        threads.shutdownNow();
    }
}
