package dev.stator.cli;

import dev.stator.cli.local.ClusterDirectory;
import dev.stator.cli.local.ClusterFile;
import java.io.PrintStream;

/** What {@code stator up} prints when the cluster serves: where it is, and lines to try. */
final class Welcome {
    private Welcome() {}

    static void print(ClusterDirectory directory, ClusterFile cluster, boolean isDetached) {
        PrintStream out = System.out;
        out.println();
        out.println("The store '" + cluster.name() + "' serves:");
        for (ClusterFile.Node node : cluster.nodes()) {
            out.println("  " + node.name() + "  " + node.url() + "  console " + node.admin() + "/");
        }
        String curl = "curl --cacert " + cluster.ca();
        String first = cluster.nodes().get(0).url() + "/v1/keys/cart";
        String last = cluster.nodes().get(cluster.nodes().size() - 1).url() + "/v1/keys/cart";
        out.println("CA file: " + cluster.ca());
        out.println("Data:    " + directory.root().toAbsolutePath());
        out.println();
        out.println("Try:");
        out.println("  " + curl + " -X PUT --data-binary milk " + first);
        out.println("  " + curl + " -i " + last);
        out.println("  stator get cart");
        out.println("  stator status");
        out.println();
        out.println(isDetached ? "Stop it with 'stator down'." : "Ctrl-C stops it.");
        out.flush();
    }
}
