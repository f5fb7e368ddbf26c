package dev.stator.operator.dependent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stator.operator.desired.Digest;
import dev.stator.operator.desired.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether an object is what is wanted, and what it has to become (pure). An object is as wanted when it says all that is
 * wanted; what the API server and others add is no difference. A field that is wanted no longer shows by the digest of what was
 * wanted, which is written on the object.
 */
final class Merge {
    /** Fields that can be set only once: kept as they are. */
    private static final Set<String> SET_ONCE = Set.of("volumeClaimTemplates");

    /** Kinds whose spec holds what the API server chose, such as addresses: kept where nothing is wanted. */
    private static final Set<String> KEEP_OTHERS = Set.of("Service");

    private static final Set<String> AMOUNTS = Set.of("limits", "requests", "emptyDir");

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private Merge() {}

    static boolean isAsWanted(HasMetadata live, HasMetadata wanted) {
        Map<String, String> annotations = live.getMetadata().getAnnotations();
        boolean isOfThisWish = annotations != null && Digest.of(wanted).equals(annotations.get(Names.WANTED));
        return isOfThisWish && says(json(live), json(wanted), "");
    }

    private static boolean says(JsonNode live, JsonNode wanted, String field) {
        if (wanted.isObject()) {
            for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
                boolean isSkipped = SET_ONCE.contains(entry.getKey()) || isEmpty(entry.getValue());
                String inner = AMOUNTS.contains(field) ? field : entry.getKey();
                if (!isSkipped
                        && !(live.has(entry.getKey()) && says(live.get(entry.getKey()), entry.getValue(), inner))) {
                    return false;
                }
            }
            return true;
        }
        if (wanted.isArray()) {
            for (int i = 0; i < wanted.size(); i++) {
                if (!says(live.path(i), wanted.get(i), field)) {
                    return false;
                }
            }
            return live.size() == wanted.size();
        }
        return live.equals(wanted) || AMOUNTS.contains(field) && isSameAmount(live.asText(), wanted.asText());
    }

    /** The API server does not keep these. */
    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || value.isArray() && value.isEmpty();
    }

    private static boolean isSameAmount(String live, String wanted) {
        try {
            return new Quantity(live).equals(new Quantity(wanted));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** What is to be written in place of {@code live}, whose version it keeps. Beside metadata it has what is wanted, no more. */
    static HasMetadata merged(HasMetadata live, HasMetadata wanted) {
        ObjectNode result = (ObjectNode) json(live);
        ObjectNode stamped = (ObjectNode) json(stamped(wanted));
        result.retain(Stream.concat(
                        Stream.of("metadata"), stamped.properties().stream().map(Map.Entry::getKey))
                .toList());
        for (Map.Entry<String, JsonNode> entry : stamped.properties()) {
            JsonNode old = result.path(entry.getKey());
            if (entry.getKey().equals("metadata")) {
                mergeMetadata((ObjectNode) old, (ObjectNode) entry.getValue());
            } else if (entry.getKey().equals("spec")) {
                result.set("spec", spec(wanted.getKind(), (ObjectNode) old, (ObjectNode) entry.getValue()));
            } else {
                result.set(entry.getKey(), entry.getValue());
            }
        }
        return Serialization.unmarshal(result.toString(), wanted.getClass());
    }

    /** A copy that says by its digest what was wanted. */
    static HasMetadata stamped(HasMetadata wanted) {
        String digest = Digest.of(wanted);
        HasMetadata copy = Serialization.clone(wanted);
        copy.getMetadata().getAnnotations().put(Names.WANTED, digest);
        return copy;
    }

    private static void mergeMetadata(ObjectNode live, ObjectNode wanted) {
        for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
            if (entry.getValue() instanceof ObjectNode map && live.get(entry.getKey()) instanceof ObjectNode old) {
                old.setAll(map);
            } else {
                live.set(entry.getKey(), entry.getValue());
            }
        }
    }

    private static ObjectNode spec(String kind, ObjectNode live, ObjectNode wanted) {
        if (KEEP_OTHERS.contains(kind)) {
            live.setAll(wanted);
            return live;
        }
        for (String field : SET_ONCE) {
            if (live.has(field)) {
                wanted.set(field, live.get(field));
            }
        }
        return wanted;
    }

    private static JsonNode json(HasMetadata object) {
        return JSON.convertValue(object, JsonNode.class);
    }
}
