package dev.stator.cli;

import dev.stator.cli.local.ClusterDirectory;
import dev.stator.cli.local.ClusterFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What {@code stator up} prints when the cluster serves: where it is, and lines that work as they are printed. Pure. */
final class Welcome {
    private Welcome() {}

    static List<String> lines(ClusterDirectory directory, ClusterFile cluster, boolean isDetached) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("The store '" + cluster.name() + "' serves:");
        for (ClusterFile.Node node : cluster.nodes()) {
            lines.add("  " + node.name() + "  " + node.url() + "  console " + node.admin() + "/");
        }
        String ca = shown(cluster.ca());
        String root = shown(directory.root().toAbsolutePath());
        lines.add("CA file: " + ca);
        lines.add("Data:    " + root);

        String curl = "curl --cacert " + ca;
        String first = cluster.nodes().get(0).url() + "/v1/keys/basket";
        String last = cluster.nodes().get(cluster.nodes().size() - 1).url() + "/v1/keys/basket";
        String put = curl + " -X PUT --data-binary ";
        lines.add("");
        lines.add("Write at one node, read at another:");
        lines.add("  " + put + "milk " + first);
        lines.add("  " + curl + " -i " + last);
        lines.add("Two writers who saw the same, and nothing of each other, leave two versions (siblings):");
        lines.add("  SEEN=$(" + curl + " -s -o /dev/null -D - " + first
                + " | tr -d '\\r' | sed -n 's/^[Ss]tator-[Cc]ontext: *//p')");
        lines.add("  " + put + "milk,eggs -H \"Stator-Context: $SEEN\" " + first);
        lines.add("  " + put + "milk,tea -H \"Stator-Context: $SEEN\" " + last);
        lines.add("  " + curl + " -i " + first);
        lines.add("With this command:");
        lines.add("  stator get basket --data " + root);
        lines.add("  stator status --data " + root);
        lines.add("");
        lines.add(isDetached ? "Stop it with 'stator down --data " + root + "'." : "Ctrl-C stops it.");
        return lines;
    }

    /** Quoted where a shell would stumble. */
    private static String shown(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./+@%:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
