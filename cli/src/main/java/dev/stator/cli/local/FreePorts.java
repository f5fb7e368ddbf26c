package dev.stator.cli.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/**
 * Finds ports that nobody listens on. They lie below the range from which systems take the ports of outgoing connections: one of
 * those could sit on a node's port just when the node comes back.
 */
final class FreePorts {
    private static final int FIRST = 18_000;
    private static final int LAST = 31_900;

    private final IntPredicate isFree;
    private final Set<Integer> given = new TreeSet<>();
    private int next;

    FreePorts(RandomGenerator random, IntPredicate isFree) {
        this.isFree = isFree;
        this.next = random.nextInt(FIRST, LAST) / 10 * 10;
    }

    /** Marks ports as somebody's, whether they are used at the moment or not. */
    void reserve(NodePorts ports) {
        given.add(ports.http());
        given.add(ports.internode());
        given.add(ports.admin());
    }

    NodePorts take() throws Failure {
        return new NodePorts(one(), one(), one());
    }

    static boolean areFree(NodePorts ports) {
        return isFree(ports.http()) && isFree(ports.internode()) && isFree(ports.admin());
    }

    /** Whether a node could listen there now. */
    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // as nodes do: connections that just ended do not count
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private int one() throws Failure {
        for (int tries = FIRST; tries < LAST; tries++) {
            int port = next;
            next = next + 1 < LAST ? next + 1 : FIRST;
            if (!given.contains(port) && isFree.test(port)) {
                given.add(port);
                return port;
            }
        }
        throw new Failure("no free port between " + FIRST + " and " + LAST);
    }
}
