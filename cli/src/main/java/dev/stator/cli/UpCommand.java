package dev.stator.cli;

import dev.stator.cli.local.ClusterDirectory;
import dev.stator.cli.local.ClusterFile;
import dev.stator.cli.local.Failure;
import dev.stator.cli.local.LocalCluster;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator up}. */
@Command(
        name = "up",
        description =
                "Starts a local cluster from a KeyValueStore manifest: one process per node on 127.0.0.1, TLS on.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without --detach it runs until Ctrl-C, and stops its nodes then. Data is kept between runs.",
            "STATOR_NODE_JAVA_OPTS adds options to the nodes' JVMs.",
            "",
            "Examples:",
            "  stator up",
            "  stator up -f my-store.yaml --detach"
        })
final class UpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The manifest, - for standard input (default: a store 'cart' of three nodes).")
    private @Nullable Path file;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--detach", description = "Return once the cluster serves, and let it run on.")
    private boolean detach;

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        String yaml = file == null ? Manifest.exampleYaml() : ManifestOption.read(file, terminal.in());
        KeyValueStore store = ManifestOption.parse(yaml);
        ClusterDirectory directory = data.directoryOf(store.getMetadata().getName());
        if (detach) {
            Path manifest = temporary(yaml);
            try {
                Detached.start(directory, manifest, terminal.out());
            } finally {
                Files.deleteIfExists(manifest);
            }
            Welcome.lines(directory, ClusterFile.read(directory), true).forEach(terminal.out()::println);
        } else {
            run(directory, store);
        }
        return 0;
    }

    private void run(ClusterDirectory directory, KeyValueStore store) throws Failure, InterruptedException {
        StopOnSignal signal = StopOnSignal.install();
        LocalCluster cluster = LocalCluster.up(directory, store, Surroundings.startOptions(), terminal.out()::println);
        signal.started(cluster);
        Serving.require(cluster.file());
        Welcome.lines(directory, cluster.file(), false).forEach(terminal.out()::println);
        cluster.supervise(() -> {});
    }

    private static Path temporary(String yaml) throws Failure {
        try {
            Path manifest = Files.createTempFile("stator", ".yaml");
            Files.writeString(manifest, yaml);
            return manifest;
        } catch (IOException e) {
            throw new Failure("cannot write a temporary file", e);
        }
    }
}
