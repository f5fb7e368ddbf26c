package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing wrong with a resource, in the API server's words. {@code blocking}: the resource is so wrong that its rules cannot be
 * asked, by the API server's reckoning.
 */
record Problem(String field, String detail, boolean blocking) {

    static Problem invalid(String field, JsonNode value, String why) {
        return new Problem(field, "Invalid value: " + said(value) + ": " + field + " in body " + why, false);
    }

    static Problem wrongType(String field, JsonNode value, String wanted) {
        String found = typeOf(value);
        return new Problem(
                field,
                "Invalid value: \"%s\": %s in body must be of type %s: \"%s\"".formatted(found, field, wanted, found),
                true);
    }

    static Problem noMapItem(String field, JsonNode value) {
        String why = "must be an object for an array of list-type map";
        return new Problem(field, "Invalid value: " + said(value) + ": " + why, true);
    }

    static Problem required(String field, String why) {
        return new Problem(field, "Required value" + (why.isEmpty() ? "" : ": " + why), true);
    }

    static Problem unsupported(String field, JsonNode value, List<String> supported) {
        String values = supported.stream().map(Problem::quoted).collect(Collectors.joining(", "));
        return new Problem(field, "Unsupported value: " + said(value) + ": supported values: " + values, true);
    }

    static Problem tooLong(String field, long max) {
        return new Problem(field, "Too long: may not be more than " + max + " bytes", true);
    }

    static Problem tooMany(String field, long count, long max) {
        return new Problem(field, "Too many: " + count + ": must have at most " + max + " items", true);
    }

    static Problem duplicate(String field, JsonNode key) {
        return new Problem(field, "Duplicate value: map[string]interface {}" + key, false);
    }

    /** What a broken rule says. The API server does not print the value, only its kind. */
    static Problem ruleBroken(String field, Schema.Rule rule, String type) {
        String verdict = rule.forbids() ? "Forbidden" : "Invalid value: \"" + type + "\"";
        return new Problem(field, verdict + ": " + rule.message(), false);
    }

    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case NULL, MISSING, BINARY, POJO -> "null";
        };
    }

    /** A value as Go prints it: as JSON, but numbers that are not whole in the shortest form. */
    private static String said(JsonNode value) {
        if (!value.isDouble()) {
            return value.toString();
        }
        BigDecimal number = BigDecimal.valueOf(value.doubleValue()).stripTrailingZeros();
        int exponent = number.precision() - number.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return number.toPlainString();
        }
        String sign = exponent < 0 ? "-" : "+";
        return "%se%s%02d".formatted(number.movePointLeft(exponent).stripTrailingZeros(), sign, Math.abs(exponent));
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    @Override
    public String toString() {
        return field + ": " + detail;
    }
}
