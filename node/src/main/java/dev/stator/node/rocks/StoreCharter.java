package dev.stator.node.rocks;

import dev.stator.node.kernel.StoreSettings;
import dev.stator.node.kernel.StoreSettings.ConflictResolution;
import dev.stator.node.kernel.StoreSettings.Durability;
import dev.stator.node.kernel.StoreSettings.QuorumMode;
import dev.stator.ring.StoreId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a data directory was made as and for: its identity, and the settings that are fixed for ever. On disk it is text, a
 * line per value, so that a person can read it.
 */
record StoreCharter(StoreId storeId, StoreSettings settings) {
    private static final String FORMAT = "stator data directory 1";

    /** A sentence per setting that differs from {@code configured}, in the words of the manifest. */
    List<String> differences(StoreSettings configured) {
        Map<String, String> theirs = lines(configured);
        List<String> differences = new ArrayList<>();
        lines(settings).forEach((name, here) -> {
            String there = theirs.getOrDefault(name, "");
            if (!here.equals(there)) {
                differences.add(name + ": directory has " + here + ", configuration says " + there);
            }
        });
        return differences;
    }

    byte[] encoded() {
        StringBuilder text = new StringBuilder(FORMAT).append("\nstoreId=").append(storeId);
        lines(settings)
                .forEach((name, value) ->
                        text.append('\n').append(name).append('=').append(value));
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException for anything that {@link #encoded} did not write */
    static StoreCharter decoded(byte[] bytes) {
        List<String> text = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        if (text.isEmpty() || !text.get(0).equals(FORMAT)) {
            throw new IllegalArgumentException(
                    "not '" + FORMAT + "' but '" + (text.isEmpty() ? "" : text.get(0)) + "'");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : text.subList(1, text.size())) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("no value: '" + line + "'");
            }
            values.put(line.substring(0, equals), line.substring(equals + 1));
        }
        StoreSettings settings = new StoreSettings(
                value(values, "clusterId"),
                number(values, "factor"),
                number(values, "readQuorum"),
                number(values, "writeQuorum"),
                QuorumMode.valueOf(value(values, "quorum")),
                number(values, "partitions"),
                ConflictResolution.valueOf(value(values, "conflictResolution")),
                Durability.valueOf(value(values, "durability")));
        return new StoreCharter(StoreId.parse(value(values, "storeId")), settings);
    }

    private static Map<String, String> lines(StoreSettings settings) {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("clusterId", settings.clusterId());
        lines.put("factor", Integer.toString(settings.factor()));
        lines.put("readQuorum", Integer.toString(settings.readQuorum()));
        lines.put("writeQuorum", Integer.toString(settings.writeQuorum()));
        lines.put("quorum", settings.quorum().name());
        lines.put("partitions", Integer.toString(settings.partitions()));
        lines.put("conflictResolution", settings.conflictResolution().name());
        lines.put("durability", settings.durability().name());
        return lines;
    }

    private static int number(Map<String, String> values, String name) {
        return Integer.parseInt(value(values, name));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name);
        }
        return value;
    }
}
