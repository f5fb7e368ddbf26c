package dev.stator.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.cli.local.Failure;
import dev.stator.ring.plan.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a scenario from JSON (API §3). What has the wrong type is refused and not guessed at: a weight that is no number would
 * be planned as if it had not been given. What is not known is named, so that a slip of the pen shows.
 */
final class ScenarioText {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    private static final int WEIGHT_USUAL = 100;

    private final List<String> unknown = new ArrayList<>();

    private ScenarioText() {}

    /** @param unknown fields that mean nothing here, by their paths */
    record Read(Scenario scenario, List<String> unknown) {}

    static Read parsed(String text) throws Failure {
        try {
            ScenarioText reading = new ScenarioText();
            Scenario scenario = reading.scenario(JSON.readTree(text));
            return new Read(scenario, reading.unknown);
        } catch (JsonProcessingException e) {
            throw new Failure("the scenario is not JSON: " + where(e) + firstLine(e.getOriginalMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new Failure("the scenario cannot be planned: " + e.getMessage(), e);
        }
    }

    private Scenario scenario(JsonNode json) throws Failure {
        if (!json.isObject()) {
            throw new Failure("the scenario must be a JSON object (see 'stator plan --help')");
        }
        know(json, "", Set.of("name", "n", "partitions", "steps"));
        List<Scenario.Step> steps = new ArrayList<>();
        for (JsonNode step : list(json, "", "steps")) {
            steps.add(step(step, "steps[" + steps.size() + "]"));
        }
        String name = json.has("name") ? text(json, "", "name") : "scenario";
        return new Scenario(name, number(json, "", "n"), number(json, "", "partitions"), steps);
    }

    private Scenario.Step step(JsonNode step, String path) throws Failure {
        know(step, path, Set.of("members"));
        List<Scenario.Node> nodes = new ArrayList<>();
        for (JsonNode member : list(step, path, "members")) {
            nodes.add(node(member, path + ".members[" + nodes.size() + "]"));
        }
        return new Scenario.Step(nodes);
    }

    private Scenario.Node node(JsonNode member, String path) throws Failure {
        know(member, path, Set.of("name", "zone", "weight"));
        String name = text(member, path, "name");
        return new Scenario.Node(
                name,
                member.hasNonNull("zone") ? text(member, path, "zone") : name,
                member.hasNonNull("weight") ? number(member, path, "weight") : WEIGHT_USUAL);
    }

    private void know(JsonNode object, String path, Set<String> fields) {
        object.fieldNames().forEachRemaining(field -> {
            if (!fields.contains(field)) {
                unknown.add(field(path, field));
            }
        });
    }

    private static JsonNode list(JsonNode object, String path, String field) throws Failure {
        JsonNode value = required(object, path, field);
        if (!value.isArray()) {
            throw wrong(path, field, "a list", value);
        }
        return value;
    }

    private static String text(JsonNode object, String path, String field) throws Failure {
        JsonNode value = required(object, path, field);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw wrong(path, field, "a text that is not empty", value);
        }
        return value.asText();
    }

    private static int number(JsonNode object, String path, String field) throws Failure {
        JsonNode value = required(object, path, field);
        if (!value.canConvertToExactIntegral() || !value.canConvertToInt()) {
            throw wrong(path, field, "a whole number", value);
        }
        return value.asInt();
    }

    private static JsonNode required(JsonNode object, String path, String field) throws Failure {
        if (!object.has(field)) {
            String place = path.isEmpty() ? "the scenario" : "the scenario's " + path;
            throw new Failure(place + " lacks '" + field + "' (see 'stator plan --help')");
        }
        return object.get(field);
    }

    private static Failure wrong(String path, String field, String wanted, JsonNode value) {
        return new Failure("the scenario's " + field(path, field) + " must be " + wanted + ", not " + shown(value));
    }

    private static String field(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    private static String shown(JsonNode value) {
        return value.isArray() ? "a list" : value.isObject() ? "an object" : value.toString();
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
    }

    /** What Jackson says further down is about its settings. */
    private static String firstLine(String message) {
        return message.split("\n| \\(start marker", 2)[0];
    }
}
