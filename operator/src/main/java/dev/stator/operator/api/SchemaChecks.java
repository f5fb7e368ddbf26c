package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What each field may be by itself: type, presence, bounds, pattern, enum; and that no two items of a list share a key. */
final class SchemaChecks {
    private final List<Problem> problems = new ArrayList<>();

    private SchemaChecks() {}

    /** All problems, depth first in the order of the definition, so that they come in the same order every time. */
    static List<Problem> of(Schema schema, JsonNode resource) {
        SchemaChecks checks = new SchemaChecks();
        checks.check(schema, "", resource);
        return checks.problems;
    }

    private void check(Schema schema, String path, JsonNode value) {
        if (!hasType(schema, value)) {
            String wanted = schema.isIntegerOrString() ? "integer,string" : schema.type();
            problems.add(Problem.wrongType(path, value, wanted));
        } else if (value.isObject()) {
            checkObject(schema, path, (ObjectNode) value);
        } else if (value.isArray()) {
            checkList(schema, path, value);
        } else if (value.isTextual()) {
            checkText(schema, path, value);
        }
        if (value.isNumber()) {
            checkNumber(schema, path, value); // of a fraction too, as the API server does
        }
        if (!schema.allowed().isEmpty() && !schema.allowed().contains(value.asText())) {
            problems.add(Problem.unsupported(path, value, schema.allowed()));
        }
    }

    private static boolean hasType(Schema schema, JsonNode value) {
        String type = Problem.typeOf(value);
        if (schema.isIntegerOrString()) {
            return type.equals("integer") || type.equals("string");
        }
        return type.equals(schema.type())
                || type.equals("integer") && schema.type().equals("number");
    }

    private void checkObject(Schema schema, String path, ObjectNode object) {
        for (String name : schema.required()) {
            if (!object.has(name)) {
                problems.add(Problem.required(path.isEmpty() ? name : path + "." + name, ""));
            }
        }
        // Fields in the order of the definition, then a map's entries in the order written.
        Set<String> names = new LinkedHashSet<>(schema.fields());
        object.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (object.has(name)) {
                String field = path.isEmpty() ? name : path + "." + name;
                schema.field(name).ifPresent(known -> check(known, field, object.get(name)));
            }
        }
    }

    private void checkList(Schema schema, String path, JsonNode list) {
        int size = list.size();
        schema.limit("minItems").filter(min -> size < min).ifPresent(min -> {
            JsonNode count = JsonNodeFactory.instance.numberNode(size);
            problems.add(Problem.invalid(path, count, "should have at least " + min + " items"));
        });
        schema.limit("maxItems")
                .filter(max -> size > max)
                .ifPresent(max -> problems.add(Problem.tooMany(path, size, max)));
        for (int i = 0; i < size; i++) {
            check(schema.items(), path + "[" + i + "]", list.get(i));
        }
        if (!schema.listKeys().isEmpty()) {
            checkKeys(schema.listKeys(), path, list);
        }
    }

    private void checkKeys(List<String> names, String path, JsonNode list) {
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            String here = path + "[" + i + "]";
            JsonNode item = list.get(i);
            if (item.isObject()) {
                ObjectNode key = JsonNodeFactory.instance.objectNode();
                names.stream().filter(item::has).forEach(name -> key.set(name, item.get(name)));
                if (!seen.add(key)) {
                    problems.add(Problem.duplicate(here, key));
                }
            } else if (!item.isNull()) {
                problems.add(Problem.noMapItem(here, item));
            }
        }
    }

    private void checkText(Schema schema, String path, JsonNode text) {
        int length = text.asText().codePointCount(0, text.asText().length());
        schema.limit("maxLength")
                .filter(max -> length > max)
                .ifPresent(max -> problems.add(Problem.tooLong(path, max)));
        schema.limit("minLength")
                .filter(min -> length < min)
                .ifPresent(
                        min -> problems.add(Problem.invalid(path, text, "should be at least " + min + " chars long")));
        schema.pattern()
                .filter(pattern ->
                        !Pattern.compile(pattern).matcher(text.asText()).find())
                .ifPresent(pattern -> problems.add(Problem.invalid(path, text, "should match '" + pattern + "'")));
    }

    private void checkNumber(Schema schema, String path, JsonNode number) {
        schema.limit("minimum")
                .filter(min -> number.asDouble() < min)
                .ifPresent(min ->
                        problems.add(Problem.invalid(path, number, "should be greater than or equal to " + min)));
        schema.limit("maximum")
                .filter(max -> number.asDouble() > max)
                .ifPresent(
                        max -> problems.add(Problem.invalid(path, number, "should be less than or equal to " + max)));
    }
}
