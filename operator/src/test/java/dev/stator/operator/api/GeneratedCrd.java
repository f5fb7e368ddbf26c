package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsOrBool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The CustomResourceDefinition that the types say, as the text of {@code crds/keyvaluestores.stator.dev.yaml}. */
final class GeneratedCrd {
    private static final String HEAD = """
            # Generated from the types in dev.stator.operator.api; rewritten by
            # ./mvnw -pl ring,operator test -Dtest=CrdTest -Dcrds.rewrite=true
            """;

    /** Lists whose items are known by a key, so that two of one key are refused and items keep their identity. */
    private static final Map<String, List<String>> LIST_KEYS = Map.of(
            "spec.nodePools", List.of("name"),
            "spec.nodePools.nodeOverrides", List.of("ordinal"),
            "status.conditions", List.of("type"),
            "status.pools", List.of("name"));

    /** Enums in the order of their declaration, the default first, where the generator sorts them. */
    private static final List<List<String>> ENUMS = Stream.of(
                    ConflictResolution.values(),
                    Durability.values(),
                    QuorumMode.values(),
                    ClientService.Type.values(),
                    DeletionPolicy.values())
            .map(values -> Stream.of(values).map(Enum::name).toList())
            .toList();

    private GeneratedCrd() {}

    static String text() {
        Output output = new Output();
        new CRDGenerator()
                .customResourceClasses(KeyValueStore.class)
                .withPostProcessor(new Completion())
                .withOutput(output)
                .generate();
        try {
            JsonNode tree = new ObjectMapper(new YAMLFactory()).readTree(output.bytes.toByteArray());
            YAMLFactory yaml = YAMLFactory.builder()
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .build();
            return HEAD + new ObjectMapper(yaml).writeValueAsString(wholeNumbers(tree));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** {@code maximum: 7.0} as {@code maximum: 7}. */
    private static JsonNode wholeNumbers(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(wholeNumbers(field.getValue())));
        }
        if (node.isArray()) {
            node.forEach(GeneratedCrd::wholeNumbers);
        }
        return node.isDouble() && node.doubleValue() == node.longValue()
                ? JsonNodeFactory.instance.numberNode(node.longValue())
                : node;
    }

    /** What the generator's annotations cannot say. */
    private static final class Completion implements CRDPostProcessor {
        @Override
        public HasMetadata process(HasMetadata generated, String crdSpecVersion) {
            CustomResourceDefinition crd = (CustomResourceDefinition) generated;
            crd.getSpec().getNames().setListKind("KeyValueStoreList");
            for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
                List<String> columns = Stream.of(
                                KeyValueStore.class.getAnnotationsByType(AdditionalPrinterColumn.class))
                        .map(AdditionalPrinterColumn::name)
                        .toList();
                version.getAdditionalPrinterColumns()
                        .sort(Comparator.comparingInt(column -> columns.indexOf(column.getName())));
                JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
                root.setDescription(
                        "A replicated key-value store that always takes writes, as in Amazon's Dynamo paper.");
                root.getProperties().put("metadata", metadata());
                complete("", root);
            }
            return crd;
        }

        /** Only what the rules speak of, so that their refusals can name the field; Kubernetes knows the rest. */
        private static JSONSchemaProps metadata() {
            return new JSONSchemaPropsBuilder()
                    .withType("object")
                    .addToProperties(
                            "name",
                            new JSONSchemaPropsBuilder().withType("string").build())
                    .build();
        }

        private static void complete(String path, JSONSchemaProps schema) {
            JSONSchemaProps items =
                    schema.getItems() == null ? schema : schema.getItems().getSchema();
            if (LIST_KEYS.containsKey(path)) {
                schema.setXKubernetesListType("map");
                schema.setXKubernetesListMapKeys(LIST_KEYS.get(path));
            }
            KubernetesFields.required(path).ifPresent(items::setRequired);
            if (schema.getDescription() == null) {
                schema.setDescription(KubernetesFields.description(path).orElse(null));
            }
            if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
                List<String> sorted =
                        schema.getEnum().stream().map(JsonNode::asText).toList();
                ENUMS.stream()
                        .filter(names -> names.stream().sorted().toList().equals(sorted))
                        .findFirst()
                        .ifPresent(names -> schema.setEnum(names.stream()
                                .<JsonNode>map(JsonNodeFactory.instance::textNode)
                                .toList()));
            }
            if (KubernetesFields.maximum(path).isPresent()) {
                schema.setMinimum(1.0);
                schema.setMaximum(KubernetesFields.maximum(path).get());
            }
            JSONSchemaPropsOrBool values = items.getAdditionalProperties();
            if (values != null && Objects.equals(values.getSchema().getXKubernetesIntOrString(), true)) {
                values.getSchema().setPattern(Rules.QUANTITY_PATTERN);
            }
            items.getProperties()
                    .forEach((name, property) -> complete(path.isEmpty() ? name : path + "." + name, property));
        }
    }

    private static final class Output implements CRDGenerator.CRDOutput<ByteArrayOutputStream> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public ByteArrayOutputStream outputFor(String crdName) {
            return bytes;
        }

        @Override
        public void close() {}
    }
}
