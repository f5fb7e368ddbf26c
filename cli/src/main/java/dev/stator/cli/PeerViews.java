package dev.stator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a cluster's nodes say of each other, by gossip, connections and pace: one word where they agree. Pure. */
final class PeerViews {
    private final Map<String, Map<String, Integer>> wordsByMember = new TreeMap<>();

    /** @param status what one node says */
    void add(JsonNode status) {
        for (JsonNode member : status.path("members")) {
            String name = member.path("name").asText();
            if (!name.equals(status.path("name").asText())) {
                wordsByMember.computeIfAbsent(name, first -> new TreeMap<>()).merge(wordFor(member), 1, Integer::sum);
            }
        }
    }

    private static String wordFor(JsonNode member) {
        String liveness = member.path("liveness").asText("").toLowerCase(Locale.ROOT);
        if (!liveness.equals("alive")) {
            return liveness.isEmpty() ? "unknown" : liveness;
        }
        if (member.path("disk").asText("").equals("in_doubt")) {
            return "in doubt";
        }
        return !member.path("reachable").asBoolean()
                ? "unreachable"
                : member.path("slow").asBoolean() ? "slow" : "alive";
    }

    /** "alive", "dead", or by whom how: "alive to 1, suspect to 2"; "-" when no other node was heard. */
    String of(String name) {
        Map<String, Integer> words = wordsByMember.getOrDefault(name, Map.of());
        if (words.size() == 1) {
            return words.keySet().iterator().next();
        }
        List<String> parts = new ArrayList<>();
        words.forEach((word, count) -> parts.add(word + " to " + count));
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }
}
