package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
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
    private static final int LABEL_MAX = 63;

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
        JsonNode name = metadata.path("name");
        if (name.asText().isEmpty()) {
            problems.add(Problem.required("metadata.name", "name or generateName is required"));
        } else if (!SUBDOMAIN.matcher(name.asText()).matches()) {
            problems.add(new Problem("metadata.name", "Invalid value: " + name + ": " + NO_SUBDOMAIN, false));
        }
        metadata.path("labels").forEach(value -> {
            if (!LABEL_VALUE.matcher(value.asText()).matches()) {
                problems.add(new Problem("metadata.labels", "Invalid value: " + value + ": " + NO_LABEL_VALUE, false));
            } else if (value.asText().length() > LABEL_MAX) {
                String tooLong = "must be no more than " + LABEL_MAX + " bytes";
                problems.add(new Problem("metadata.labels", "Invalid value: " + value + ": " + tooLong, false));
            }
        });
        return problems;
    }
}
