package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a value may look like: one node of the schema in the resource's definition, as committed in {@code crds/}. Only the parts
 * of OpenAPI that the definition uses are known here.
 */
record Schema(JsonNode json) {
    /** A rule of a schema node as the definition says it: {@code fieldPath} relative to the node, or empty. */
    record Rule(String cel, String message, String fieldPath, boolean forbids) {}

    private static final Schema KEY_VALUE_STORE = read();

    /** The schema of the whole resource, of the definition that this program was built with. */
    static Schema ofKeyValueStore() {
        return KEY_VALUE_STORE;
    }

    private static Schema read() {
        String name = "keyvaluestores.stator.dev.yaml";
        try (InputStream definition = Schema.class.getResourceAsStream(name)) {
            if (definition == null) {
                throw new IllegalStateException(name + " is missing from the program");
            }
            String text = new String(definition.readAllBytes(), StandardCharsets.UTF_8);
            JsonNode version = YamlDocuments.of(text).get(0).at("/spec/versions/0");
            return new Schema(version.at("/schema/openAPIV3Schema"));
        } catch (IOException | YamlDocuments.Unreadable e) {
            throw new IllegalStateException("cannot read " + name, e);
        }
    }

    /** {@code object}, {@code array}, {@code string}, …; empty for a value that may be an integer or a string. */
    String type() {
        return json.path("type").asText("");
    }

    boolean isIntegerOrString() {
        return json.path("x-kubernetes-int-or-string").asBoolean();
    }

    /** Names of the fields that have a schema of their own. */
    List<String> fields() {
        List<String> names = new ArrayList<>();
        json.path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The schema of a field or of a map's value; empty for a field that is unknown. */
    Optional<Schema> field(String name) {
        JsonNode property = json.path("properties").path(name);
        JsonNode value = property.isMissingNode() ? json.path("additionalProperties") : property;
        return value.isMissingNode() ? Optional.empty() : Optional.of(new Schema(value));
    }

    /** The schema of a list's items. */
    Schema items() {
        return new Schema(json.path("items"));
    }

    Optional<JsonNode> defaultValue() {
        return Optional.ofNullable(json.get("default"));
    }

    List<String> required() {
        return texts("required");
    }

    /** The fields by which a list knows its items; empty for a plain list. */
    List<String> listKeys() {
        return texts("x-kubernetes-list-map-keys");
    }

    List<String> allowed() {
        return texts("enum");
    }

    Optional<String> pattern() {
        return Optional.ofNullable(json.get("pattern")).map(JsonNode::asText);
    }

    /** One of {@code minimum}, {@code maxLength}, {@code maxItems} and the like. */
    Optional<Long> limit(String name) {
        return Optional.ofNullable(json.get(name)).map(JsonNode::asLong);
    }

    List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : json.path("x-kubernetes-validations")) {
            rules.add(new Rule(
                    rule.path("rule").asText(),
                    rule.path("message").asText(),
                    rule.path("fieldPath").asText(),
                    rule.path("reason").asText().equals(Rules.FORBIDDEN)));
        }
        return rules;
    }

    private List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        json.path(name).forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
