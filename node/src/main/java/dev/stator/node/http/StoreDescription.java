package dev.stator.node.http;

import dev.stator.node.kernel.StoreSettings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What {@code GET /v1/store} says: the store's name, its settings, and this software's version. */
public record StoreDescription(
        String name, StoreSettings settings, int maxValueBytes, int maxSiblings, String version) {

    Map<String, Object> asMap() {
        Map<String, Object> replication = new LinkedHashMap<>();
        replication.put("factor", settings.factor());
        replication.put("readQuorum", settings.readQuorum());
        replication.put("writeQuorum", settings.writeQuorum());
        replication.put("quorum", camel(settings.quorum()));
        Map<String, Object> limits = new LinkedHashMap<>();
        limits.put("maxValueBytes", maxValueBytes);
        limits.put("maxSiblings", maxSiblings);
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("replication", replication);
        shown.put("partitions", settings.partitions());
        shown.put("conflictResolution", camel(settings.conflictResolution()));
        shown.put("durability", camel(settings.durability()));
        shown.put("limits", limits);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", name);
        all.put("clusterId", settings.clusterId());
        all.put("settings", shown);
        all.put("version", version);
        return all;
    }

    private static String camel(Enum<?> constant) {
        StringBuilder text = new StringBuilder();
        for (String word : constant.name().split("_", -1)) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }
}
