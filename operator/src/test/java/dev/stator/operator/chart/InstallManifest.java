package dev.stator.operator.chart;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the chart, rendered with its defaults, as one manifest for {@code kubectl apply}: arguments are the chart's folder and the
 * file. Part of the build, not of the operator.
 */
final class InstallManifest {
    private static final String NAMESPACE = "stator-system";

    private InstallManifest() {}

    public static void main(String[] arguments) throws IOException {
        Files.writeString(Path.of(arguments[1]), of(Path.of(arguments[0])));
    }

    static String of(Path chart) {
        String rendered = new Helm(chart)
                .template()
                .withName("stator")
                .withNamespace(NAMESPACE)
                .call();
        return """
                # Stator's operator: kubectl apply -f install.yaml
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: %s
                  labels:
                    app.kubernetes.io/name: stator
                    pod-security.kubernetes.io/enforce: restricted
                """.formatted(NAMESPACE) + rendered.replace("    app.kubernetes.io/managed-by: Helm\n", "");
    }
}
