package dev.stator.operator.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stator.operator.api.KeyValueStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.crud.AttributeSet;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * fabric8's API server in memory, and what it leaves out and the operator relies on: preconditions of deletions, fields that are
 * fixed when an object is made, patches that take something away, and volumes without a disk, which cannot grow. UIDs say which object of its name this is, so that
 * two runs of one story end alike.
 */
final class FakeApi extends KubernetesCrudDispatcher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FIXED = List.of(
            "/spec/selector", "/spec/serviceName", "/spec/podManagementPolicy", "/spec/volumeClaimTemplates", "/type");

    private final Map<String, Integer> made = new HashMap<>();
    private final Map<String, JsonNode> read = new ConcurrentHashMap<>();
    private final Map<String, HasMetadata> typed = new ConcurrentHashMap<>();

    FakeApi() {
        super(List.of());
        expectCustomResource(new CustomResourceDefinitionContext.Builder()
                .withName("keyvaluestores.stator.dev")
                .withGroup("stator.dev")
                .withVersion("v1alpha1")
                .withPlural("keyvaluestores")
                .withKind(KeyValueStore.class.getSimpleName())
                .withScope("Namespaced")
                .withStatusSubresource(true)
                .build());
    }

    /** All that is stored. */
    record Snapshot(Map<AttributeSet, String> objects, Map<String, Integer> made) {}

    Snapshot snapshot() {
        return new Snapshot(Map.copyOf(map), Map.copyOf(made));
    }

    void restore(Snapshot snapshot) {
        map.clear();
        map.putAll(snapshot.objects());
        made.clear();
        made.putAll(snapshot.made());
    }

    /** Read without the detour over HTTP; not to be changed. */
    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return map.values().stream()
                .filter(text -> read(text).path("kind").asText().equals(HasMetadata.getKind(kind)))
                .map(text -> kind.cast(typed.computeIfAbsent(text, unread -> Serialization.unmarshal(unread, kind))))
                .sorted(Comparator.comparing(object -> object.getMetadata().getName()))
                .toList();
    }

    @Override
    public MockResponse handleCreate(RecordedRequest request) {
        MockResponse response = super.handleCreate(request);
        if (response.code() / 100 != 2) {
            return response;
        }
        String body = Objects.requireNonNull(response.getBody()).readUtf8();
        JsonNode object = json(body);
        String name = object.path("kind").asText().toLowerCase(java.util.Locale.ROOT) + "-"
                + object.at("/metadata/name").asText();
        String uid = name + "-" + made.merge(name, 1, Integer::sum);
        String random = object.at("/metadata/uid").asText();
        map.replaceAll((key, value) -> value.replace(random, uid));
        return new MockResponse().setResponseCode(response.code()).setBody(body.replace(random, uid));
    }

    @Override
    public MockResponse handleUpdate(RecordedRequest request) {
        JsonNode live = live(request);
        JsonNode wanted = json(body(request));
        for (String field : FIXED) {
            if (!live.isMissingNode()
                    && !request.getPath().endsWith("/status")
                    && differ(live.at(field), wanted.at(field))) {
                return refusal(422, "Invalid", field + " is immutable");
            }
        }
        return super.handleUpdate(request);
    }

    /** Only a field that is there twice can have changed: what is left out is filled in or stays. */
    private static boolean differ(JsonNode live, JsonNode wanted) {
        return !live.isMissingNode() && !wanted.isMissingNode() && !live.equals(wanted);
    }

    @Override
    public MockResponse handlePatch(RecordedRequest request) {
        JsonNode live = live(request);
        boolean isVolume = live.path("kind").asText().equals("PersistentVolumeClaim");
        if (isVolume && !live.at("/status/phase").asText().equals("Bound")) {
            return refusal(
                    422, "Invalid", "spec is immutable after creation except resources.requests for bound claims");
        }
        return super.handlePatch(request);
    }

    /** As RFC 7396 has it: what is null goes. */
    @Override
    public JsonNode merge(JsonNode live, String patch) {
        return merged(live, json(patch));
    }

    private static JsonNode merged(JsonNode live, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode merged = live instanceof ObjectNode object ? object.deepCopy() : JSON.createObjectNode();
        changes.properties().forEach(change -> {
            if (change.getValue().isNull()) {
                merged.remove(change.getKey());
            } else {
                merged.set(change.getKey(), merged(merged.path(change.getKey()), change.getValue()));
            }
        });
        return merged;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        if (request.getMethod().equals("DELETE") && !body(request).isEmpty()) {
            JsonNode wanted = json(body(request)).at("/preconditions/resourceVersion");
            if (!wanted.isMissingNode() && !wanted.equals(live(request).at("/metadata/resourceVersion"))) {
                return refusal(409, "Conflict", "the resourceVersion in the precondition does not match");
            }
        }
        return super.dispatch(request);
    }

    /** Without using it up. */
    private static String body(RecordedRequest request) {
        return new String(request.getBody().getBytes(), StandardCharsets.UTF_8);
    }

    private JsonNode live(RecordedRequest request) {
        MockResponse found = handleGet(request.getPath());
        return found.code() == 200
                ? json(Objects.requireNonNull(found.getBody()).readUtf8())
                : JSON.missingNode();
    }

    private static MockResponse refusal(int code, String reason, String message) {
        return new MockResponse()
                .setResponseCode(code)
                .setBody(Serialization.asJson(new StatusBuilder()
                        .withStatus("Failure")
                        .withCode(code)
                        .withReason(reason)
                        .withMessage(message)
                        .build()));
    }

    /** Parsing is what takes the time in long stories. */
    private JsonNode read(String text) {
        return read.computeIfAbsent(text, FakeApi::json);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By kind and name, in order. */
    Map<String, JsonNode> byName() {
        Map<String, JsonNode> byName = new TreeMap<>();
        for (String text : map.values()) {
            JsonNode object = read(text);
            byName.put(
                    object.path("kind").asText() + "/"
                            + object.at("/metadata/name").asText(),
                    object);
        }
        return byName;
    }
}
