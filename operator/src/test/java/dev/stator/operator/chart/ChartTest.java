package dev.stator.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChartTest {
    private static final Path CHART = Path.of("../charts/stator");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void helmFindsNothingWrong() {
        LintResult result = new Helm(CHART).lint().strict().call();

        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @Test
    void theChartIsOfTheSameVersionAsTheImages() throws IOException {
        JsonNode chart = YAML.readTree(CHART.resolve("Chart.yaml").toFile());
        String pom = Files.readString(Path.of("pom.xml"));
        String version = pom.substring(pom.indexOf("<version>") + "<version>".length(), pom.indexOf("</version>"));

        assertThat(chart.get("version").asText()).isEqualTo(version);
        assertThat(chart.get("appVersion").asText()).isEqualTo(version);
    }

    @Test
    void theChartIsTheOperatorAndWhatItNeeds() throws IOException {
        assertThat(rendered(Map.of()))
                .extracting(ChartTest::kindAndName)
                .containsExactlyInAnyOrder(
                        "CustomResourceDefinition keyvaluestores.stator.dev",
                        "ServiceAccount stator-operator",
                        "ClusterRole stator-operator",
                        "ClusterRoleBinding stator-operator",
                        "Role stator-operator",
                        "RoleBinding stator-operator",
                        "Deployment stator-operator");
    }

    @Test
    void uninstallingKeepsTheDefinitionAndSoAllStores() throws IOException {
        JsonNode definition = only("CustomResourceDefinition", Map.of());

        assertThat(definition
                        .at("/metadata/annotations")
                        .get("helm.sh/resource-policy")
                        .asText())
                .isEqualTo("keep");
    }

    @Test
    void theDefinitionIsLeftOutOnRequest() throws IOException {
        assertThat(rendered(Map.of("crds.install", false)))
                .extracting(ChartTest::kindAndName)
                .noneMatch(name -> name.startsWith("CustomResourceDefinition"));
    }

    @Test
    void rightsAreSpelledOut() throws IOException {
        for (JsonNode object : rendered(Map.of())) {
            for (JsonNode rule : object.path("rules")) {
                for (String part : List.of("apiGroups", "resources", "verbs")) {
                    assertThat(texts(rule.get(part)))
                            .as(rule.toString())
                            .isNotEmpty()
                            .doesNotContain("*");
                }
                assertThat(texts(rule.get("verbs")))
                        .doesNotContain("deletecollection", "escalate", "bind", "impersonate");
                assertThat(texts(rule.get("resources")))
                        .as("ways into pods, or to other rights")
                        .doesNotContain("pods/exec", "pods/attach", "pods/portforward", "serviceaccounts/token")
                        .noneMatch(resource -> resource.contains("role"));
            }
        }
    }

    @Test
    void anOperatorOfSomeNamespacesHasNoRightsInOthers() throws IOException {
        List<JsonNode> objects = rendered(Map.of("watchNamespaces[0]", "shop", "watchNamespaces[1]", "bank"));

        List<String> everywhere = new ArrayList<>();
        List<String> inside = new ArrayList<>();
        for (JsonNode object : objects) {
            if (kindAndName(object).equals("ClusterRole stator-operator")) {
                object.get("rules").forEach(rule -> everywhere.addAll(texts(rule.get("resources"))));
            } else if (kindAndName(object).equals("Role stator-operator-stores")) {
                inside.add(object.at("/metadata/namespace").asText());
            }
        }
        assertThat(everywhere).containsExactly("nodes", "storageclasses");
        assertThat(inside).containsExactly("shop", "bank");
        assertThat(objects.toString()).contains("\"STATOR_WATCH_NAMESPACES\",\"value\":\"shop,bank\"");
    }

    @Test
    void theOperatorFitsTheRestrictedPodSecurityLevel() throws IOException {
        JsonNode pod = only("Deployment", Map.of()).at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0/securityContext");

        assertThat(pod.get("containers")).hasSize(1);
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(container.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.get("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(texts(container.at("/capabilities/drop"))).containsExactly("ALL");
    }

    @Test
    void imagesComeFromTheRegistryAndOfTheVersionThatTheUserNames() throws IOException {
        JsonNode container = only(
                        "Deployment", Map.of("image.registry", "registry.example.com/team", "image.tag", "1.2.3"))
                .at("/spec/template/spec/containers/0");

        assertThat(container.get("image").asText()).isEqualTo("registry.example.com/team/stator-operator:1.2.3");
        assertThat(container.get("env"))
                .filteredOn(variable -> variable.get("name").asText().equals("STATOR_NODE_IMAGE"))
                .extracting(variable -> variable.get("value").asText())
                .containsExactly("registry.example.com/team/stator-node:1.2.3");
    }

    @Test
    void misspelledValuesAreRefusedByName() {
        assertThatThrownBy(() -> rendered(Map.of("image.registri", "x"))).hasMessageContaining("registri");
        assertThatThrownBy(() -> rendered(Map.of("replicas", "many"))).hasMessageContaining("replicas");
        assertThatThrownBy(() -> rendered(Map.of("image.pullPolicy", "Sometimes")))
                .hasMessageContaining("pullPolicy");
    }

    @Test
    void theInstallManifestIsTheChartInANamespaceOfItsOwn() throws IOException {
        List<JsonNode> objects = documents(InstallManifest.of(CHART));

        assertThat(objects.stream().map(ChartTest::kindAndName))
                .startsWith("Namespace stator-system")
                .contains("ClusterRole stator-operator", "Deployment stator-operator")
                .contains("CustomResourceDefinition keyvaluestores.stator.dev");
        assertThat(objects)
                .filteredOn(object -> object.at("/metadata/namespace").isTextual())
                .hasSize(4)
                .allMatch(object -> object.at("/metadata/namespace").asText().equals("stator-system"));
        assertThat(InstallManifest.of(CHART)).doesNotContain("Helm");
    }

    private static JsonNode only(String kind, Map<String, Object> values) throws IOException {
        List<JsonNode> found = rendered(values).stream()
                .filter(object -> object.get("kind").asText().equals(kind))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<JsonNode> rendered(Map<String, Object> values) throws IOException {
        TemplateCommand template = new Helm(CHART).template().withName("stator").withNamespace("somewhere");
        values.forEach(template::set);
        return documents(template.call());
    }

    private static List<JsonNode> documents(String yaml) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (MappingIterator<JsonNode> objects = YAML.readerFor(JsonNode.class).readValues(yaml)) {
            while (objects.hasNext()) {
                JsonNode object = objects.next();
                if (object.isObject()) {
                    documents.add(object);
                }
            }
        }
        return documents;
    }

    private static String kindAndName(JsonNode object) {
        return object.get("kind").asText() + " " + object.at("/metadata/name").asText();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
