package dev.stator.operator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads a KeyValueStore from the YAML that {@code kubectl apply} takes, and refuses what the API server refuses, with the same
 * words. In order:
 *
 * <ol>
 *   <li>YAML becomes JSON as kubectl does it ({@link YamlDocuments});
 *   <li>fields that the definition does not know are refused ({@link UnknownFields});
 *   <li>defaults are filled in ({@link Defaults});
 *   <li>each field is checked by itself ({@link SchemaChecks}, {@link MetadataChecks});
 *   <li>the rules between fields are asked ({@link RuleChecks}), unless a field is wrong in a way that leaves them nothing to ask.
 * </ol>
 *
 * The API server stops at the first unknown field; here all problems are told at once, in the same order every time. Its lines
 * about {@code <nil>}, which only say that it stopped early, are left out.
 */
public final class Manifest {
    private static final String API_VERSION = "stator.dev/v1alpha1";
    private static final String KIND = "KeyValueStore";

    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifest() {}

    /** What came of reading a manifest. */
    public sealed interface Result permits Loaded, Refused {}

    /**
     * The manifest holds this store. {@code skipped}: the other resources in it, such as {@code Namespace "shop"}, which mean
     * nothing without Kubernetes.
     */
    public record Loaded(KeyValueStore store, List<String> skipped) implements Result {
        public Loaded {
            skipped = List.copyOf(skipped);
        }
    }

    /**
     * The manifest, or a change, is refused. {@code message} is what kubectl would print; {@code problems} are its parts, one line
     * each, at least one.
     */
    public record Refused(List<String> problems, String message) implements Result {
        public Refused {
            problems = List.copyOf(problems);
        }

        private static Refused because(String problem) {
            return new Refused(List.of(problem), problem);
        }
    }

    /** The bundled example: a store {@code cart} of three nodes, everything else by default. */
    public static String exampleYaml() {
        try (InputStream example = Manifest.class.getResourceAsStream("cart.yaml")) {
            if (example == null) {
                throw new IllegalStateException("cart.yaml is missing from the program");
            }
            return new String(example.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the bundled cart.yaml", e);
        }
    }

    /** Reads the one KeyValueStore in {@code yaml}. */
    public static Result load(String yaml) {
        List<JsonNode> stores = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        try {
            for (JsonNode document : YamlDocuments.of(yaml)) {
                Optional<String> problem = notAResource(document);
                if (problem.isPresent()) {
                    return Refused.because(problem.get());
                }
                if (document.path("kind").asText().equals(KIND)) {
                    stores.add(document);
                } else {
                    skipped.add(document.path("kind").asText() + " " + document.at("/metadata/name"));
                }
            }
        } catch (YamlDocuments.Unreadable e) {
            return Refused.because(e.problem());
        }
        if (stores.size() != 1) {
            return Refused.because(wrongNumber(stores, skipped));
        }
        return check((ObjectNode) stores.get(0), skipped);
    }

    /**
     * What forbids that a store becomes another: nothing, or the fields that are fixed at creation, in the words of the API
     * server.
     */
    public static Optional<Refused> refuseChange(KeyValueStore before, KeyValueStore after) {
        Schema schema = Schema.ofKeyValueStore();
        List<Problem> problems = RuleChecks.ofChange(schema, JSON.valueToTree(before), JSON.valueToTree(after));
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(refused(after.getMetadata().getName(), List.of(), problems));
    }

    private static Optional<String> notAResource(JsonNode document) {
        if (!document.isObject()) {
            return Optional.of("error validating data: invalid object to validate");
        }
        for (String field : List.of("apiVersion", "kind")) {
            if (!document.path(field).isTextual()
                    || document.path(field).asText().isEmpty()) {
                return Optional.of("error validating data: " + field + " not set");
            }
        }
        String version = document.path("apiVersion").asText();
        String kind = document.path("kind").asText();
        boolean ours = kind.equals(KIND) || version.startsWith("stator.dev/");
        if (ours && !(kind.equals(KIND) && version.equals(API_VERSION))) {
            String found = "no matches for kind \"%s\" in version \"%s\"".formatted(kind, version);
            return Optional.of(found + " (there is kind \"" + KIND + "\" in version \"" + API_VERSION + "\")");
        }
        return Optional.empty();
    }

    private static String wrongNumber(List<JsonNode> stores, List<String> skipped) {
        if (!stores.isEmpty()) {
            String names = stores.stream()
                    .map(store -> store.at("/metadata/name").toString())
                    .collect(Collectors.joining(", "));
            return "one KeyValueStore is wanted, the manifest holds " + stores.size() + ": " + names;
        }
        return skipped.isEmpty()
                ? "one KeyValueStore is wanted, the manifest is empty"
                : "one KeyValueStore is wanted, the manifest holds only " + String.join(", ", skipped);
    }

    private static Result check(ObjectNode resource, List<String> skipped) {
        List<String> undecodable = MetadataChecks.undecodable(resource.path("metadata"));
        if (!undecodable.isEmpty()) {
            return new Refused(undecodable, "unable to decode the manifest: " + String.join("; ", undecodable));
        }
        Schema schema = Schema.ofKeyValueStore();
        List<String> unknown = UnknownFields.of(schema, resource);
        resource.remove("status"); // as the API server does: only the operator writes it
        if (!resource.path("metadata").isObject()) {
            resource.putObject("metadata");
        }
        Defaults.fillIn(schema, resource);

        List<Problem> problems = new ArrayList<>(MetadataChecks.of(resource.path("metadata")));
        problems.addAll(SchemaChecks.of(schema, resource));
        if (problems.stream().noneMatch(Problem::blocking)) {
            problems.addAll(RuleChecks.ofNew(schema, resource));
        }
        if (!unknown.isEmpty() || !problems.isEmpty()) {
            return refused(resource.at("/metadata/name").asText(), unknown, problems);
        }
        return new Loaded(typed(resource), skipped);
    }

    private static KeyValueStore typed(JsonNode resource) {
        try {
            return JSON.treeToValue(resource, KeyValueStore.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the definition accepts what the types cannot hold: " + resource, e);
        }
    }

    private static Refused refused(String name, List<String> unknownFields, List<Problem> problems) {
        List<String> unknown = unknownFields.stream()
                .map(field -> "unknown field \"" + field + "\"")
                .toList();
        List<String> invalid = problems.stream().map(Problem::toString).toList();
        List<String> message = new ArrayList<>();
        if (!unknown.isEmpty()) {
            message.add("%s in version \"v1alpha1\" cannot be handled as a %s: strict decoding error: %s"
                    .formatted(KIND, KIND, String.join(", ", unknown)));
        }
        if (!invalid.isEmpty()) {
            String list = invalid.size() == 1 ? invalid.get(0) : "\n* " + String.join("\n* ", invalid);
            message.add("The " + KIND + " \"" + name + "\" is invalid: " + list);
        }
        List<String> all = new ArrayList<>(unknown);
        all.addAll(invalid);
        return new Refused(all, String.join("\n", message));
    }
}
