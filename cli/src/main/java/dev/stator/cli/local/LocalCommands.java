package dev.stator.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What commands do to a local cluster that another process supervises. Each returns a line to tell the user. */
public final class LocalCommands {
    /** The node looks for this file in its data directory. */
    private static final String ACCEPT_ROLLBACK = "accept-rollback";

    private LocalCommands() {}

    /** Stops everything; where the supervisor was killed, the nodes that it left behind. */
    public static String down(ClusterDirectory directory) throws Failure, InterruptedException {
        ClusterFile.read(directory);
        Optional<ProcessHandle> supervisor = Control.supervisor(directory);
        Optional<String> told = Control.ask(directory, new Control.Request("down", "", false));
        if (told.isPresent()) {
            supervisor.ifPresent(process -> process.onExit().join());
            return told.get();
        }
        List<ProcessHandle> leftovers = Leftovers.of(directory);
        Leftovers.end(leftovers);
        return leftovers.isEmpty() ? "nothing runs" : "stopped " + leftovers.size() + " nodes that nobody supervised";
    }

    public static String stop(ClusterDirectory directory, String node, boolean isKill) throws Failure {
        return asked(directory, new Control.Request("stop", node, isKill));
    }

    public static String start(ClusterDirectory directory, String node) throws Failure {
        return asked(directory, new Control.Request("start", node, false));
    }

    /** The next start of that node, which is stopped, lets its store go on as itself, though it is in doubt. */
    public static void acceptRollback(ClusterDirectory directory, String name) throws Failure {
        ClusterFile cluster = ClusterFile.read(directory);
        ClusterFile.Node node = cluster.nodes().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure("'" + cluster.name() + "' has no node '" + name + "'"));
        if (node.pid().isPresent()) {
            throw new Failure("'" + name + "' runs; stop it first, and start it with --accept-rollback");
        }
        Path file = node.data().resolve(ACCEPT_ROLLBACK);
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (IOException e) {
            throw Failure.of("cannot write " + file, e);
        }
    }

    private static String asked(ClusterDirectory directory, Control.Request request) throws Failure {
        ClusterFile cluster = ClusterFile.read(directory);
        return Control.ask(directory, request)
                .orElseThrow(() -> new Failure("'" + cluster.name() + "' does not run; start it with 'stator up'"));
    }
}
