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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which store a command talks to: any by its address, else the local one. */
final class StoreOption {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s)");

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

    /** To be closed. */
    StatorClient client() throws Failure, Misuse {
        return open(config().withoutRing());
    }

    /** A client that is to be closed. */
    static StatorClient open(ClientConfig config) throws Failure {
        try {
            return StatorClient.open(config);
        } catch (IllegalArgumentException e) { // the CA file holds none
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    ClientConfig config() throws Failure, Misuse {
        Duration wanted = duration(); // wrong words are the first to be told
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
            return config(addresses, Optional.of(cluster.ca()), wanted);
        }
        return config(List.of(address(endpoint)), Optional.ofNullable(ca), wanted);
    }

    private static Address address(String text) throws Misuse {
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            throw Misuse.because(e);
        }
    }

    private static ClientConfig config(List<Address> addresses, Optional<Path> authority, Duration timeout)
            throws Failure {
        Optional<String> trusted = authority.isPresent() ? Optional.of(pem(authority.get())) : Optional.empty();
        return new ClientConfig(addresses, trusted, timeout, 64, true);
    }

    private static String pem(Path authority) throws Failure {
        try {
            return Files.readString(authority);
        } catch (IOException e) {
            throw Failure.of("cannot read the CA file " + authority, e);
        }
    }

    private Duration duration() throws Misuse {
        Matcher matcher = DURATION.matcher(timeout);
        if (!matcher.matches()) {
            throw new Misuse("--timeout must be like 500ms or 2s, not '" + timeout + "'");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration wanted = matcher.group(2).equals("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
        if (wanted.isZero() || wanted.compareTo(ClientConfig.TIMEOUT_MAX) > 0) {
            throw new Misuse("--timeout must be 1ms to 10s, not " + timeout);
        }
        return wanted;
    }

    boolean isLocal() {
        return endpoint == null;
    }

    ClusterDirectory directory() throws Failure {
        return data.directory();
    }
}
