package dev.stator.cli.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Node processes whose supervisor was killed: they serve on, and nobody keeps them. */
final class Leftovers {
    private Leftovers() {}

    /** Those that live. A process counts only if it runs this cluster's configuration: pids are used again. */
    static List<ProcessHandle> of(ClusterDirectory directory) throws Failure {
        List<ProcessHandle> living = new ArrayList<>();
        Optional<ClusterFile> file = ClusterFile.readIfPresent(directory);
        if (file.isEmpty()) {
            return living;
        }
        for (ClusterFile.Node node : file.get().nodes()) {
            String config = directory.nodeConfig(node.name()).toAbsolutePath().toString();
            node.pid().stream()
                    .mapToObj(ProcessHandle::of)
                    .flatMap(Optional::stream)
                    .filter(process -> process.info()
                            .arguments()
                            .filter(arguments -> List.of(arguments).contains(config))
                            .isPresent())
                    .forEach(living::add);
        }
        return living;
    }

    /** Stops them, gently at first. */
    static void end(List<ProcessHandle> processes) throws InterruptedException {
        processes.forEach(ProcessHandle::destroy);
        CompletableFuture<Void> gone = CompletableFuture.allOf(
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
        try {
            gone.get(Supervisor.GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            processes.forEach(ProcessHandle::destroyForcibly);
            gone.join();
        } catch (ExecutionException e) {
            throw new IllegalStateException("unexpected", e.getCause());
        }
    }
}
