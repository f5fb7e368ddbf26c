package dev.stator.cli;

import dev.stator.cli.local.ClusterFile;
import dev.stator.cli.local.Failure;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stator apply}. */
@Command(
        name = "apply",
        description = "Brings a running local cluster to a manifest. Comes with a later version.",
        mixinStandardHelpOptions = true)
final class ApplyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            required = true,
            description = "The manifest.")
    private Path file = Path.of("");

    @Mixin
    private DataOption data = new DataOption();

    ApplyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        String store = ManifestOption.parse(ManifestOption.read(file, terminal.in()))
                .getMetadata()
                .getName();
        ClusterFile.read(data.directoryOf(store)); // a wrong manifest or directory is the more urgent news
        throw new Failure(
                "changing the size or weights of a running cluster comes with a later version; nothing was changed");
    }
}
