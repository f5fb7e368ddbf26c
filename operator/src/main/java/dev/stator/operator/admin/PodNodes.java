package dev.stator.operator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stator.operator.plan.NodeReport;
import dev.stator.ring.RingEpoch;
import dev.stator.ring.RingState;
import dev.stator.ring.StoreId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reaches nodes in pods by their IP addresses, which are newer than what DNS says. Asks several at a time. */
public final class PodNodes implements Nodes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PodNodes.class);
    private static final int ASKED_AT_A_TIME = 16;
    private static final int ANSWER_SECONDS_MAX = 10;
    private static final int TOLD_MAX = 3; // they tell each other

    private final int adminPort;
    private final int internodePort;
    private final ExecutorService threads = Executors.newFixedThreadPool(ASKED_AT_A_TIME, task -> {
        Thread thread = new Thread(task, "nodes");
        thread.setDaemon(true);
        return thread;
    });

    public PodNodes(int adminPort, int internodePort) {
        this.adminPort = adminPort;
        this.internodePort = internodePort;
    }

    @Override
    public SortedMap<String, NodeReport> reports(List<Address> nodes) {
        Map<String, Future<Optional<JsonNode>>> asked = new LinkedHashMap<>();
        for (Address node : nodes) {
            asked.put(node.name(), threads.submit(() -> NodeAdmin.status(adminUrl(node))));
        }
        SortedMap<String, NodeReport> reports = new TreeMap<>();
        asked.forEach((name, answer) -> {
            try {
                answer.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
                        .flatMap(PodNodes::report)
                        .ifPresent(report -> reports.put(name, report));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // what is left is not known
            } catch (TimeoutException e) {
                answer.cancel(true); // it sends, but never ends
            } catch (ExecutionException e) {
                throw new IllegalStateException("asking a node must not throw", e.getCause());
            }
        });
        return reports;
    }

    private String adminUrl(Address node) {
        String host = node.ip().contains(":") ? "[" + node.ip() + "]" : node.ip();
        return "http://" + host + ":" + adminPort;
    }

    /** What is not said in full is not said at all. */
    static Optional<NodeReport> report(JsonNode status) {
        JsonNode storeId = status.path("storeId");
        JsonNode clusterId = status.path("clusterId");
        JsonNode epoch = status.path("epoch");
        if (!storeId.isTextual() || !clusterId.isTextual() || !epoch.isIntegralNumber() || epoch.asLong() < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new NodeReport(
                    StoreId.parse(storeId.asText()),
                    clusterId.asText(),
                    new RingEpoch(epoch.asLong()),
                    status.path("ringHash").asText(),
                    status.path("version").asText(),
                    NodeAdmin.hintedBytes(status),
                    NodeAdmin.treePairsDue(status),
                    NodeAdmin.inDoubt(status)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public List<String> publish(RingState ring, List<Address> nodes, Access access) {
        RingPublisher publisher = new RingPublisher(access.operator(), access.authorities());
        List<String> complaints = new ArrayList<>();
        int told = 0;
        for (Address node : nodes) {
            if (told >= TOLD_MAX || complaints.size() >= TOLD_MAX) {
                break;
            }
            try {
                publisher.publish(ring, internode(node, access));
                told++;
            } catch (AdminException e) {
                log.warn("{} epoch={}", e.getMessage(), ring.epoch());
                complaints.add(String.valueOf(e.getMessage()));
            }
        }
        return complaints;
    }

    @Override
    public Optional<RingState> ring(Address node, Access access) {
        try {
            return new RingPublisher(access.operator(), access.authorities()).read(internode(node, access));
        } catch (AdminException e) {
            log.warn("{}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> acceptRollback(StoreId store, Address node, Access access) {
        try {
            new RingPublisher(access.operator(), access.authorities()).acceptRollback(store, internode(node, access));
            return Optional.empty();
        } catch (AdminException e) {
            log.warn("{}", e.getMessage());
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private RingPublisher.Node internode(Address node, Access access) throws AdminException {
        try {
            return new RingPublisher.Node(node.name(), InetAddress.getByName(node.ip()), internodePort, access.nodes());
        } catch (UnknownHostException e) {
            throw new AdminException(node.name() + " has no address: " + node.ip(), e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
