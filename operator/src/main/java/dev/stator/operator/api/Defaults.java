package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills in what the user left out. A field that is null counts as left out, as everywhere in this resource. */
final class Defaults {
    private Defaults() {}

    /** Changes {@code value} in place: nulls go, defaults come. Values of a wrong type are left as they are. */
    static void fillIn(Schema schema, JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
            for (String name : schema.fields()) {
                Schema field = schema.field(name).orElseThrow();
                if (!object.has(name)) {
                    field.defaultValue().ifPresent(missing -> object.set(name, missing.deepCopy()));
                }
            }
            object.properties()
                    .forEach(field -> schema.field(field.getKey()).ifPresent(known -> fillIn(known, field.getValue())));
        }
        if (value.isArray()) {
            value.forEach(item -> fillIn(schema.items(), item));
        }
    }
}
