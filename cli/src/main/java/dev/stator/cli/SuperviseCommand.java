package dev.stator.cli;

import dev.stator.cli.local.ClusterDirectory;
import dev.stator.cli.local.LocalCluster;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code stator up --detach} leaves running; not for people. */
@Command(name = "supervise", hidden = true)
final class SuperviseCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--data", required = true)
    private Path data = Path.of("");

    @Option(names = "-f", required = true)
    private Path file = Path.of("");

    SuperviseCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        StopOnSignal signal = StopOnSignal.install();
        LocalCluster cluster = LocalCluster.up(
                new ClusterDirectory(data),
                ManifestOption.parse(ManifestOption.read(file, terminal.in())),
                Surroundings.startOptions(),
                terminal.out()::println);
        signal.started(cluster);
        Serving.require(cluster.file());
        cluster.supervise(() -> terminal.out().println(Detached.SERVING));
        return 0;
    }
}
