package dev.stator.cli;

import dev.stator.cli.local.ClusterFile;
import dev.stator.cli.local.Failure;
import dev.stator.client.Address;
import dev.stator.client.ClientConfig;
import dev.stator.client.ReadResult;
import dev.stator.client.StatorClient;
import dev.stator.operator.admin.NodeAdmin;
import dev.stator.ring.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The last step of a start: before it is said that a store serves, it serves a read, as a user would ask it. Not where a node is in doubt: then
 * it may rightly serve nothing, which has been said, and whoever is to do something about it needs the nodes up.
 */
final class Serving {
    private Serving() {}

    static void require(ClusterFile cluster) throws Failure, InterruptedException {
        List<Address> nodes =
                cluster.nodes().stream().map(node -> Address.parse(node.url())).toList();
        try (StatorClient client = StatorClient.open(
                ClientConfig.of(nodes, Files.readString(cluster.ca())).withoutRing())) {
            if (client.blocking().get(Key.of("stator-up")) instanceof ReadResult.Failed failed
                    && cluster.nodes().stream()
                            .allMatch(node -> NodeAdmin.inDoubt(node.admin()).isEmpty())) {
                throw new Failure("the nodes are ready and do not serve: " + failed.reason());
            }
        } catch (IOException e) {
            throw Failure.of("cannot read " + cluster.ca(), e);
        }
    }
}
