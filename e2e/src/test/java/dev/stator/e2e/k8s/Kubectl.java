package dev.stator.e2e.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code kubectl} in one namespace. */
final class Kubectl {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Machine machine;
    private final String namespace;
    private final AtomicInteger files = new AtomicInteger();

    Kubectl(Machine machine, String namespace) {
        this.machine = machine;
        this.namespace = namespace;
    }

    String namespace() {
        return namespace;
    }

    /** @return what it printed; fails the test if the command failed */
    String run(String... arguments) {
        return attempt(arguments).orFail();
    }

    Output attempt(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "-n", namespace));
        command.addAll(List.of(arguments));
        return machine.run(command);
    }

    String apply(String yaml) {
        return attemptWith("apply", yaml).orFail();
    }

    /** @param verb such as create, replace or apply, of which {@code yaml} is the manifest */
    Output attemptWith(String verb, String yaml, String... options) {
        String file = namespace + "-" + files.incrementAndGet() + ".yaml";
        machine.write(file, yaml);
        List<String> arguments = new ArrayList<>(List.of(verb, "-f", file));
        arguments.addAll(List.of(options));
        return attempt(arguments.toArray(new String[0]));
    }

    /** @param what such as {@code pod/cart-std-0}, or {@code pods} with a selector, which gives a list */
    JsonNode json(String... what) {
        return parse(attemptGet(what).orFail());
    }

    Optional<JsonNode> jsonIfThere(String... what) {
        Output output = attemptGet(what);
        return output.err().contains("NotFound") ? Optional.empty() : Optional.of(parse(output.orFail()));
    }

    private Output attemptGet(String... what) {
        List<String> arguments = new ArrayList<>(List.of("get", "-o", "json"));
        arguments.addAll(List.of(what));
        return attempt(arguments.toArray(new String[0]));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    List<JsonNode> list(String... what) {
        List<JsonNode> items = new ArrayList<>();
        json(what).get("items").forEach(items::add);
        return items;
    }
}
