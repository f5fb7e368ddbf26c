package dev.stator.node.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is left out of a seed: kinds of trouble by their names, kinds of requests by theirs, users and keys as {@code user1} and
 * {@code key0}; and after how many virtual seconds chaos ends. Everything draws from a stream of its own, so the rest of the story
 * stays much as it was. Immutable; as a text it is {@code crashes,key1,user0,seconds=20}.
 *
 * @param seconds none by default, which is more than any seed has
 */
record Trim(Set<String> without, long seconds) {
    static final Trim NONE = new Trim(Set.of(), Long.MAX_VALUE / Scheduler.SECONDS);

    private static final String SECONDS = "seconds=";

    Trim {
        without = new TreeSet<>(without);
    }

    static Trim parse(String text) {
        Trim trim = NONE;
        for (String part : Arrays.asList(text.split(",", -1))) {
            if (part.startsWith(SECONDS)) {
                trim = trim.to(Long.parseLong(part.substring(SECONDS.length())));
            } else if (!part.isEmpty()) {
                trim = trim.and(part);
            }
        }
        return trim;
    }

    static String user(int number) {
        return "user" + number;
    }

    static String key(int number) {
        return "key" + number;
    }

    Trim and(String part) {
        Set<String> more = new TreeSet<>(without);
        more.add(part);
        return new Trim(more, seconds);
    }

    Trim to(long fewerSeconds) {
        return new Trim(without, fewerSeconds);
    }

    boolean leaves(String part) {
        return !without.contains(part);
    }

    /** How long chaos lasts, of a seed that has so much of it. */
    long chaosNanos(Swarm swarm) {
        return Math.min(swarm.chaosNanos(), seconds * Scheduler.SECONDS);
    }

    Map<String, Long> faultsOf(Swarm swarm) {
        Map<String, Long> left = new TreeMap<>(swarm.faults());
        left.keySet().removeAll(without);
        return left;
    }

    Map<Deed, Integer> deedsOf(Swarm swarm) {
        Map<Deed, Integer> left = new EnumMap<>(swarm.deeds());
        left.keySet().removeIf(deed -> without.contains(deed.name()));
        return left;
    }

    /** What more might be left out, the coarse things first; of users, keys and kinds of requests one stays. */
    List<String> partsOf(Swarm swarm) {
        List<String> parts = new ArrayList<>(faultsOf(swarm).keySet());
        parts.addAll(allButOne(numbered("user", swarm.users())));
        parts.addAll(allButOne(numbered("key", swarm.keys())));
        List<String> deeds = new ArrayList<>();
        deedsOf(swarm).forEach((deed, often) -> {
            if (often > 0) {
                deeds.add(deed.name());
            }
        });
        parts.addAll(allButOne(deeds));
        return parts;
    }

    private List<String> numbered(String what, int count) {
        List<String> left = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (leaves(what + i)) {
                left.add(what + i);
            }
        }
        return left;
    }

    private static List<String> allButOne(List<String> parts) {
        return parts.size() > 1 ? parts : List.of();
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>(without);
        if (seconds < NONE.seconds) {
            parts.add(SECONDS + seconds);
        }
        return String.join(",", parts);
    }
}
