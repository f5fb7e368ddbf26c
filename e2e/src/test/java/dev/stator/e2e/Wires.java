package dev.stator.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.ToIntFunction;

/**
 * Puts relays before the nodes of a running cluster, so that a test can cut them off: each node is made to listen on another
 * loopback address, and at the address that everybody knows there is a {@link Relay}, for the port of the other nodes and for that of the
 * users. A node that is cut off so hears nobody, and nobody hears its answers to what they ask; what it sends by itself arrives.
 *
 * <p>Needs a system that takes all of 127.0.0.0/8 for loopback: Linux does. On others {@link #areThere there are none}.
 */
final class Wires implements AutoCloseable {
    static final String WHY_NONE = "this system has no second loopback address, so nothing stands between nodes";

    private static final String BEHIND = "127.0.0.2";

    /** The relays of one node. */
    private record Wire(Relay internode, Relay http, Relay admin) {}

    private final List<Wire> wires = new ArrayList<>();

    private Wires() {}

    private static boolean arePossible() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(BEHIND, 0));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Restarts all nodes, and returns once they serve again, behind relays; does nothing where there can be none. */
    static Wires before(Cluster cluster) throws IOException {
        Wires wires = new Wires();
        if (!arePossible()) {
            return wires;
        }
        List<Properties> settings = new ArrayList<>();
        for (Cluster.Node node : cluster.nodes()) {
            settings.add(moveBehind(Path.of(node.data()).resolveSibling("node.properties")));
        }
        cluster.killAllAndAwaitReturn(() -> settings.forEach(wires::add));
        return wires;
    }

    private static Properties moveBehind(Path file) throws IOException {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        properties.setProperty("bind", BEHIND);
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "behind a relay");
        }
        return properties;
    }

    private void add(Properties node) {
        try {
            wires.add(new Wire(relay(node, "internode.port"), relay(node, "http.port"), relay(node, "admin.port")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Relay relay(Properties node, String port) throws IOException {
        return Relay.open(
                InetAddress.getByName(node.getProperty("host")),
                InetAddress.getByName(BEHIND),
                Integer.parseInt(node.getProperty(port)));
    }

    boolean areThere() {
        return !wires.isEmpty();
    }

    /** Neither other nodes nor users reach this node, until {@link #letGo}. */
    void hold(int node, boolean alsoUsers) {
        wires.get(node).internode().hold();
        if (alsoUsers) {
            wires.get(node).http().hold();
        }
    }

    /** What other nodes say to this one, and what it answers, takes so much longer; 0: not any more. */
    void slow(int node, int millis) {
        wires.get(node).internode().slow(millis);
    }

    /** Of what comes to this node next, or leaves it as an answer, one bit is another: between nodes, or between it and a user. */
    void flipABit(int node, boolean isUsers) {
        Wire wire = wires.get(node);
        (isUsers ? wire.http() : wire.internode()).flipABit();
    }

    int flips() {
        return ofAll(Relay::flips);
    }

    /** Connections on which a bit has flipped, and that have not ended yet. */
    int damagedThatStillStand() {
        return ofAll(Relay::damagedThatStillStand);
    }

    private int ofAll(ToIntFunction<Relay> count) {
        return wires.stream()
                .mapToInt(wire -> count.applyAsInt(wire.internode()) + count.applyAsInt(wire.http()))
                .sum();
    }

    void letGo(int node) {
        wires.get(node).internode().letGo();
        wires.get(node).http().letGo();
    }

    @Override
    public void close() throws IOException {
        for (Wire wire : wires) {
            wire.internode().close();
            wire.http().close();
            wire.admin().close();
        }
    }
}
