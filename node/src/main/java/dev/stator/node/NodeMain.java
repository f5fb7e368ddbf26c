package dev.stator.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node as a process: {@code NodeMain /path/node.properties}, or without arguments configured by its environment. Ends with 0 after a signal, 2 when the configuration or the data
 * directory is refused, 3 when it could not go on; whoever started it (kubelet, the command's supervisor) starts it again.
 */
public final class NodeMain {
    private static final Logger log = LoggerFactory.getLogger(NodeMain.class);
    private static final int REFUSED = 2;
    private static final int BROKEN = 3;

    private NodeMain() {}

    public static void main(String[] args) {
        if (args.length > 1) {
            System.err.println(
                    "usage: NodeMain [FILE], a properties file; without it STATOR_* variables say the same; see NodeConfig");
            System.exit(REFUSED);
        }
        AtomicBoolean isBroken = new AtomicBoolean();
        Thread.setDefaultUncaughtExceptionHandler((thread, bug) -> end(isBroken, bug));
        try {
            NodeConfig config =
                    args.length == 1 ? NodeConfig.read(Path.of(args[0])) : NodeConfig.ofEnvironment(System.getenv());
            Node node = new Node(config, cause -> end(isBroken, cause));
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, stopped), "stop"));
            stopped.await();
        } catch (NodeConfig.InvalidException e) {
            System.err.println(e.getMessage());
            System.exit(REFUSED);
        } catch (IOException | RuntimeException | ExecutionException e) {
            log.error("the node cannot start", e);
            System.err.println("the node cannot start: " + e.getMessage());
            System.exit(REFUSED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void stop(Node node, CountDownLatch stopped) {
        try {
            node.close();
        } catch (IOException e) {
            log.warn("the node did not stop cleanly; what was acknowledged is on disk", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    /** At once: a store that may be wrong must not answer one more request. What was acknowledged is on disk. */
    private static void end(AtomicBoolean isBroken, Throwable cause) {
        if (isBroken.compareAndSet(false, true)) {
            log.error("the node ends: it cannot go on safely", cause);
            Runtime.getRuntime().halt(BROKEN);
        }
    }
}
