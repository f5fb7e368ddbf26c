package dev.stator.cli.local;

import java.util.List;
import java.util.Optional;

/** What commands do to a local cluster that another process supervises. Each returns a line to tell the user. */
public final class LocalCommands {
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

    private static String asked(ClusterDirectory directory, Control.Request request) throws Failure {
        ClusterFile cluster = ClusterFile.read(directory);
        return Control.ask(directory, request)
                .orElseThrow(() -> new Failure("'" + cluster.name() + "' does not run; start it with 'stator up'"));
    }
}
