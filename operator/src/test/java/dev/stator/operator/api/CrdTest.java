package dev.stator.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrdTest {
    private static final Path COMMITTED = Path.of("../crds/keyvaluestores.stator.dev.yaml");
    private static final Path IN_CHART = Path.of("../charts/stator/templates/keyvaluestores.stator.dev.yaml");

    /** When this fails after a change of the types, run it again with {@code -Dcrds.rewrite=true} and review the difference. */
    @Test
    void theCommittedDefinitionIsTheOneOfTheTypes() throws IOException {
        String generated = GeneratedCrd.text();
        if (Boolean.getBoolean("crds.rewrite")) {
            Files.writeString(COMMITTED, generated);
        }

        assertThat(Files.readString(COMMITTED)).isEqualTo(generated);
    }

    /** The chart's copy differs in a condition and in an annotation alone: Helm must not remove the definition, and all stores with it. */
    @Test
    void theChartHasTheSameDefinition() throws IOException {
        String annotated = GeneratedCrd.text()
                .replaceFirst("\nmetadata:\n", "\nmetadata:\n  annotations:\n    helm.sh/resource-policy: keep\n");
        String template = "{{- if .Values.crds.install }}\n" + annotated + "{{- end }}\n";
        if (Boolean.getBoolean("crds.rewrite")) {
            Files.writeString(IN_CHART, template);
        }

        assertThat(annotated).doesNotContain("{{");
        assertThat(Files.readString(IN_CHART)).isEqualTo(template);
    }

    @Test
    void everyFieldSaysWhatItIs() {
        List<String> silent = new ArrayList<>();

        everyField("", Schema.ofKeyValueStore(), (path, schema) -> {
            if (!path.startsWith("metadata")
                    && schema.json().path("description").asText().isEmpty()) {
                silent.add(path);
            }
        });

        assertThat(silent).isEmpty();
    }

    /** A rule that only the API server could ask would let a local cluster take what Kubernetes refuses. */
    @Test
    void everyRuleHasAPredicate() {
        List<String> rules = new ArrayList<>();

        everyField(
                "", Schema.ofKeyValueStore(), (path, schema) -> schema.rules().forEach(rule -> {
                    Rules.of(rule.cel());
                    rules.add(rule.cel());
                }));

        assertThat(rules)
                .contains(Rules.NAME, Rules.ENOUGH_NODES, Rules.SIZE_GROWS)
                .hasSize(18);
    }

    /** A resource that a Java client cannot read would blind it to all others, so what it cannot hold must be refused. */
    @Test
    void everyWholeNumberThatAUserWritesFitsItsJavaType() {
        List<String> unbounded = new ArrayList<>();

        everyField("", Schema.ofKeyValueStore(), (path, schema) -> {
            boolean bounded = schema.limit("minimum").isPresent()
                    && schema.limit("maximum")
                            .filter(max -> max <= Integer.MAX_VALUE)
                            .isPresent();
            if (path.startsWith("spec") && schema.type().equals("integer") && !bounded) {
                unbounded.add(path);
            }
        });

        assertThat(unbounded).isEqualTo(List.of("spec.nodePools.template.tolerations.tolerationSeconds")); // a long
    }

    private interface Visitor {
        void visit(String path, Schema schema);
    }

    private static void everyField(String path, Schema schema, Visitor visitor) {
        if (!path.isEmpty() || !schema.rules().isEmpty()) {
            visitor.visit(path, schema);
        }
        Schema inner = schema.type().equals("array") ? schema.items() : schema;
        for (String name : inner.fields()) {
            String field = path.isEmpty() ? name : path + "." + name;
            everyField(field, inner.field(name).orElseThrow(), visitor);
        }
    }
}
