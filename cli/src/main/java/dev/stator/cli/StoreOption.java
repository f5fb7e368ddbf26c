package dev.stator.cli;

import dev.stator.cli.local.ClusterDirectory;
import dev.stator.cli.local.ClusterFile;
import dev.stator.cli.local.Failure;
import dev.stator.client.Address;
import dev.stator.client.ClientConfig;
import dev.stator.client.StatorClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which store a command talks to: any by its address, else the local one. */
final class StoreOption {
    @Option(names = "--endpoint", paramLabel = "URL", description = "A node or the Service, such as https://host:8443.")
    private @Nullable String endpoint;

    @Option(names = "--ca", paramLabel = "FILE", description = "The authority of that store's certificates, in PEM.")
    private @Nullable Path ca;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "How long an operation may take, as 500ms or 2s (default: 5s, at most 10s).")
    private String timeout = "5s";

    @Mixin
    private DataOption data = new DataOption();

    StatorClient client() throws Failure {
        return StatorClient.open(config().withoutRing());
    }

    ClientConfig config() throws Failure {
        if (endpoint == null) {
            ClusterFile cluster = ClusterFile.read(directory());
            List<Address> addresses = new ArrayList<>();
            for (ClusterFile.Node node : cluster.nodes()) {
                if (node.pid().isPresent()) {
                    addresses.add(Address.parse(node.url()));
                }
            }
            if (addresses.isEmpty()) {
                throw new Failure("no node of '" + cluster.name() + "' runs; start it with 'stator up'");
            }
            return config(addresses, cluster.ca());
        }
        try {
            return config(List.of(Address.parse(endpoint)), ca);
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private ClientConfig config(List<Address> addresses, @Nullable Path authority) throws Failure {
        try {
            ClientConfig config = authority == null
                    ? new ClientConfig(addresses, java.util.Optional.empty(), Duration.ofSeconds(5), 64, true)
                    : ClientConfig.of(addresses, Files.readString(authority));
            return config.withTimeout(duration());
        } catch (IOException e) {
            throw new Failure("cannot read the CA file " + authority + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private Duration duration() throws Failure {
        boolean isMillis = timeout.endsWith("ms");
        String number = timeout.substring(0, Math.max(0, timeout.length() - (isMillis ? 2 : 1)));
        try {
            if (isMillis || timeout.endsWith("s")) {
                return isMillis
                        ? Duration.ofMillis(Long.parseLong(number))
                        : Duration.ofSeconds(Long.parseLong(number));
            }
        } catch (NumberFormatException e) {
            throw new Failure("--timeout must be like 500ms or 2s, not '" + timeout + "'", e);
        }
        throw new Failure("--timeout must be like 500ms or 2s, not '" + timeout + "'");
    }

    boolean isLocal() {
        return endpoint == null;
    }

    ClusterDirectory directory() throws Failure {
        return data.directory();
    }
}
