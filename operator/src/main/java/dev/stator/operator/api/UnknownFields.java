package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Fields that no schema knows: most often misspelt, so they are refused instead of dropped (kubectl's strict decoding). */
final class UnknownFields {
    private static final Set<String> ROOT = Set.of("apiVersion", "kind", "metadata");

    /** What an ObjectMeta may hold. */
    private static final Set<String> METADATA = Set.of(
            "annotations",
            "creationTimestamp",
            "deletionGracePeriodSeconds",
            "deletionTimestamp",
            "finalizers",
            "generateName",
            "generation",
            "labels",
            "managedFields",
            "name",
            "namespace",
            "ownerReferences",
            "resourceVersion",
            "selfLink",
            "uid");

    private UnknownFields() {}

    /** Paths of the unknown fields: those of metadata first, then the others, each sorted, as the API server lists them. */
    static List<String> of(Schema schema, JsonNode resource) {
        Set<String> metadata = new TreeSet<>();
        resource.path("metadata").fieldNames().forEachRemaining(name -> {
            if (!METADATA.contains(name)) {
                metadata.add("metadata." + name);
            }
        });
        Set<String> others = new TreeSet<>();
        resource.properties().forEach(field -> {
            if (!ROOT.contains(field.getKey())) {
                collect(schema, field.getKey(), "", field.getValue(), others);
            }
        });
        List<String> unknown = new ArrayList<>(metadata);
        unknown.addAll(others);
        return Collections.unmodifiableList(unknown);
    }

    private static void collect(Schema parent, String name, String path, JsonNode value, Set<String> unknown) {
        String here = path.isEmpty() ? name : path + "." + name;
        parent.field(name).ifPresentOrElse(schema -> descend(schema, here, value, unknown), () -> unknown.add(here));
    }

    private static void descend(Schema schema, String path, JsonNode value, Set<String> unknown) {
        value.properties().forEach(field -> collect(schema, field.getKey(), path, field.getValue(), unknown));
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                descend(schema.items(), path + "[" + i + "]", value.get(i), unknown);
            }
        }
    }
}
