package dev.stator.e2e.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's section on Kubernetes, command by command, in the shop's namespace. */
@OnKubernetes
class ReadmeIT {
    private static final Path ROOT = Path.of("..");

    @Test
    void everyCommandOfTheReadmeWorks(Site site) throws IOException {
        site.cart();
        String install = "operator/target/install.yaml";
        site.machine().write(install, Files.readString(ROOT.resolve(install)));
        site.machine().write("docs/examples/client.yaml", Readme.clientManifest(site.clientImage()));
        site.machine().write("cart.yaml", Readme.manifest());
        List<String> before = operatorPods(site);
        StringBuilder script = new StringBuilder("set -eu\n")
                .append("kubectl config view --raw >readme.config; export KUBECONFIG=readme.config\n")
                .append("kubectl config set-context --current --namespace=shop\n");
        List<String> commands = Readme.commands();
        for (String command : commands) {
            script.append(command).append('\n');
        }

        Output output = site.machine().run(List.of("sh", "-c", script.toString()));

        assertThat(commands).hasSizeBetween(5, 7);
        assertThat(output.orFail()).contains("cart").endsWith("milk");
        assertThat(operatorPods(site))
                .as("install.yaml says what the chart says")
                .isEqualTo(before);
    }

    private static List<String> operatorPods(Site site) {
        return site.operator().list("pods", "-l", "app.kubernetes.io/component=operator").stream()
                .map(pod -> pod.at("/metadata/uid").asText())
                .toList();
    }
}
