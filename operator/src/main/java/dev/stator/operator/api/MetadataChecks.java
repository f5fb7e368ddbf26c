package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What Kubernetes asks of every resource's metadata, whatever its kind: a name, and labels that are labels. */
final class MetadataChecks {
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final String NO_SUBDOMAIN = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
            + " characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex"
            + " used for validation is '" + SUBDOMAIN + "')";
    private static final Pattern LABEL_VALUE = Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final String NO_LABEL_VALUE = "a valid label must be an empty string or consist of alphanumeric"
            + " characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or"
            + " 'my_value',  or '12345', regex used for validation is '" + LABEL_VALUE + "')";
    private static final Pattern LABEL_KEY = Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
    private static final String NO_LABEL_KEY =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and"
                    + " end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
                    + " '" + LABEL_KEY + "')";
    private static final int LABEL_MAX = 63;
    private static final int NAME_MAX = 253;

    private MetadataChecks() {}

    /** What a client cannot even send: metadata of a wrong type. */
    static List<String> undecodable(JsonNode metadata) {
        List<String> problems = new ArrayList<>();
        if (!metadata.isMissingNode() && !metadata.isNull() && !metadata.isObject()) {
            problems.add(cannot(metadata, "metadataOnlyObject.metadata", "v1.ObjectMeta"));
        }
        for (String field : List.of("name", "namespace")) {
            JsonNode value = metadata.path(field);
            if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
                problems.add(cannot(value, "ObjectMeta.metadata." + field, "string"));
            }
        }
        for (String field : List.of("labels", "annotations")) {
            JsonNode map = metadata.path(field);
            if (!map.isMissingNode() && !map.isNull() && !map.isObject()) {
                problems.add(cannot(map, "ObjectMeta.metadata." + field, "map[string]string"));
            }
            map.properties().stream()
                    .filter(entry ->
                            !entry.getValue().isTextual() && !entry.getValue().isNull())
                    .forEach(entry -> problems.add(cannot(entry.getValue(), "ObjectMeta.metadata." + field, "string")));
        }
        return problems;
    }

    private static String cannot(JsonNode value, String field, String type) {
        String found =
                switch (Problem.typeOf(value)) {
                    case "boolean" -> "bool";
                    case "integer" -> "number";
                    default -> Problem.typeOf(value);
                };
        return "json: cannot unmarshal %s into Go struct field %s of type %s".formatted(found, field, type);
    }

    /** What the API server refuses. */
    static List<Problem> of(JsonNode metadata) {
        List<Problem> problems = new ArrayList<>();
        String name = metadata.path("name").asText();
        if (name.isEmpty()) {
            problems.add(Problem.required("metadata.name", "name or generateName is required"));
        }
        problems.addAll(nameProblems(name));
        metadata.path("labels").properties().forEach(label -> {
            problems.addAll(keyProblems("metadata.labels", label.getKey()));
            problems.addAll(valueProblems(label.getValue().asText()));
        });
        metadata.path("annotations")
                .fieldNames()
                .forEachRemaining(key -> problems.addAll(keyProblems("metadata.annotations", key)));
        return problems;
    }

    private static List<Problem> nameProblems(String name) {
        List<Problem> problems = new ArrayList<>();
        if (name.length() > NAME_MAX) {
            problems.add(bad("metadata.name", name, "must be no more than " + NAME_MAX + " characters"));
        }
        if (!name.isEmpty() && !SUBDOMAIN.matcher(name).matches()) {
            problems.add(bad("metadata.name", name, NO_SUBDOMAIN));
        }
        return problems;
    }

    /** A key is a name, or a DNS name, a slash and a name. */
    private static List<Problem> keyProblems(String field, String key) {
        List<Problem> problems = new ArrayList<>();
        String prefix = key.contains("/") ? key.substring(0, key.indexOf('/')) : "none";
        String name = key.substring(key.indexOf('/') + 1);
        if (!SUBDOMAIN.matcher(prefix).matches()) {
            problems.add(bad(field, key, "prefix part " + (prefix.isEmpty() ? "must be non-empty" : NO_SUBDOMAIN)));
        }
        if (name.length() > LABEL_MAX) {
            problems.add(bad(field, key, "name part must be no more than " + LABEL_MAX + " characters"));
        }
        if (!LABEL_KEY.matcher(name).matches()) {
            problems.add(bad(field, key, "name part " + (name.isEmpty() ? "must be non-empty" : NO_LABEL_KEY)));
        }
        return problems;
    }

    private static List<Problem> valueProblems(String value) {
        List<Problem> problems = new ArrayList<>();
        if (value.length() > LABEL_MAX) {
            problems.add(bad("metadata.labels", value, "must be no more than " + LABEL_MAX + " characters"));
        }
        if (!LABEL_VALUE.matcher(value).matches()) {
            problems.add(bad("metadata.labels", value, NO_LABEL_VALUE));
        }
        return problems;
    }

    private static Problem bad(String field, String value, String why) {
        return new Problem(field, "Invalid value: " + JsonNodeFactory.instance.textNode(value) + ": " + why, false);
    }
}
