package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks every rule of the definition where it stands. Asked of a change, the rules also see the value before: a field's own, and
 * for the items of a list that knows them by keys, that of the item with the same keys.
 */
final class RuleChecks {
    private final List<Problem> problems = new ArrayList<>();

    private RuleChecks() {}

    /** What the rules say of a resource that is made. */
    static List<Problem> ofNew(Schema schema, JsonNode resource) {
        return of(schema, resource, Optional.empty());
    }

    /** What the rules say of a resource that becomes another. */
    static List<Problem> ofChange(Schema schema, JsonNode before, JsonNode after) {
        return of(schema, after, Optional.of(before));
    }

    private static List<Problem> of(Schema schema, JsonNode self, Optional<JsonNode> before) {
        RuleChecks checks = new RuleChecks();
        checks.check(schema, "", self, before);
        return checks.problems;
    }

    private void check(Schema schema, String path, JsonNode self, Optional<JsonNode> before) {
        for (Schema.Rule rule : schema.rules()) {
            boolean asked = before.isPresent() || !Rules.isTransition(rule.cel());
            if (asked && !Rules.of(rule.cel()).test(self, before.orElse(MissingNode.getInstance()))) {
                String field = path + rule.fieldPath();
                problems.add(Problem.ruleBroken(path.isEmpty() ? field.substring(1) : field, rule, schema.type()));
            }
        }
        if (self.isObject()) {
            for (String name : schema.fields()) {
                if (self.has(name)) {
                    String field = path.isEmpty() ? name : path + "." + name;
                    Optional<JsonNode> fieldBefore = before.map(old -> old.get(name));
                    check(schema.field(name).orElseThrow(), field, self.get(name), fieldBefore);
                }
            }
        }
        for (int i = 0; self.isArray() && i < self.size(); i++) {
            JsonNode item = self.get(i);
            check(schema.items(), path + "[" + i + "]", item, before.flatMap(old -> sameItem(schema, item, old)));
        }
    }

    private static Optional<JsonNode> sameItem(Schema schema, JsonNode item, JsonNode before) {
        for (JsonNode old : before) {
            boolean same =
                    schema.listKeys().stream().allMatch(key -> old.path(key).equals(item.path(key)));
            if (same && !schema.listKeys().isEmpty()) {
                return Optional.of(old);
            }
        }
        return Optional.empty();
    }
}
