package dev.stator.cli;

import dev.stator.cli.local.ClusterDirectory;
import dev.stator.cli.local.Failure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which local cluster a command is about. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The local cluster's directory (default: .stator/NAME, or the only one there).")
    private @Nullable Path data;

    ClusterDirectory directory() throws Failure {
        return data == null ? ClusterDirectory.find(Path.of("")) : new ClusterDirectory(data);
    }

    /** Where the cluster of this store is, or shall be. */
    ClusterDirectory directoryOf(String store) {
        return data == null ? ClusterDirectory.ofStore(Path.of(""), store) : new ClusterDirectory(data);
    }
}
