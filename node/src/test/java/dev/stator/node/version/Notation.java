package dev.stator.node.version;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * States as people write them: {@code {A:2,+A4} | A2=v,A4=⊥ | A1=u} says that A1, A2 and A4 are known, the value v lives under
 * A2 and a tombstone under A4, and A1 is remembered to have been the write u. Actors are a letter and primes. {@code v(u9)} is
 * the value v written under the writeId u9; without one the value is its own writeId.
 */
final class Notation {
    static final long TIME = 1_000;

    private static final Pattern DOT = Pattern.compile("([A-Z])('*)(\\d+)");
    private static final Pattern VALUE = Pattern.compile("([^(]+)(?:\\(([^)]+)\\))?");

    private Notation() {}

    static Actor actor(String name) {
        return new Actor(name.charAt(0), name.length());
    }

    static Dot dot(String text) {
        Matcher parts = DOT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a dot: " + text);
        }
        return new Dot(actor(parts.group(1) + parts.group(2)), Long.parseLong(parts.group(3)));
    }

    /** {@code v}, {@code ⊥}, {@code v(u9)}. */
    static Sibling sibling(String text) {
        return sibling(text, TIME);
    }

    static Sibling sibling(String text, long time) {
        Matcher parts = VALUE.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a value: " + text);
        }
        String value = parts.group(1);
        String writeId = parts.group(2) == null ? value : parts.group(2);
        if (value.equals("⊥")) {
            byte[] nothing = {};
            return Sibling.tombstone(
                    WriteIdentity.of(writeId, Sibling.Kind.TOMBSTONE, WriteIdentity.hash(nothing), ""), time);
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        long hash = WriteIdentity.hash(bytes);
        return Sibling.value(
                WriteIdentity.of(writeId, Sibling.Kind.VALUE, hash, "text/plain"), time, "text/plain", hash, bytes);
    }

    static DottedSet dots(String text) {
        String inner = text.strip().replaceAll("[{}]", "");
        TreeMap<Actor, Long> upTo = new TreeMap<>();
        DottedSet cloud = DottedSet.EMPTY;
        for (String item : items(inner)) {
            if (item.startsWith("+")) {
                cloud = cloud.with(dot(item.substring(1)));
            } else {
                String[] sides = item.split(":", -1);
                upTo.put(actor(sides[0]), Long.parseLong(sides[1]));
            }
        }
        List<DottedSet.Entry> entries = new ArrayList<>();
        upTo.forEach((actor, n) -> entries.add(new DottedSet.Entry(actor, n, new long[0])));
        return DottedSet.of(entries).union(cloud);
    }

    static KeyState state(String text) {
        if (text.equals("∅")) {
            return KeyState.EMPTY;
        }
        String[] parts = text.split("\\|", -1);
        TreeMap<Dot, Sibling> live = new TreeMap<>();
        for (String item : items(parts.length > 1 ? parts[1] : "")) {
            String[] sides = item.split("=", -1);
            live.put(dot(sides[0]), sibling(sides[1]));
        }
        List<Version> versions = new ArrayList<>();
        live.forEach((dot, sibling) -> versions.add(new Version(dot, sibling)));
        List<KnownWrite> recent = new ArrayList<>();
        for (String item : items(parts.length > 2 ? parts[2] : "")) {
            String[] sides = item.split("=", -1);
            recent.add(new KnownWrite(sibling(sides[1]).write(), dot(sides[0]), TIME));
        }
        return new KeyState(dots(parts[0]), versions, recent);
    }

    /** A context that tells dots alone, not whose they are. */
    static CausalContext context(String dots) {
        return new CausalContext(dots(dots), List.of());
    }

    /** The context of whoever got these answers to one request. */
    static CausalContext seen(KeyState... answers) {
        CausalContext seen = CausalContext.EMPTY;
        KeyState all = KeyState.EMPTY;
        for (KeyState answer : answers) {
            seen = seen.union(CausalContext.of(answer));
            all = all.merge(answer);
        }
        return seen.union(CausalContext.of(all));
    }

    /** What is known and what lives, without what is remembered. */
    static String text(KeyState state) {
        StringBuilder text = new StringBuilder(text(state.known())).append(" | ");
        for (Version version : state.live()) {
            Sibling sibling = version.sibling();
            text.append(text.charAt(text.length() - 1) == ' ' ? "" : ",")
                    .append(text(version.dot()))
                    .append('=')
                    .append(sibling.isValue() ? new String(sibling.bytes(), StandardCharsets.UTF_8) : "⊥");
        }
        return text.toString().strip();
    }

    static String text(DottedSet dots) {
        List<String> items = new ArrayList<>();
        for (DottedSet.Entry entry : dots.entries()) {
            if (entry.upTo() > 0) {
                items.add(text(entry.actor()) + ":" + entry.upTo());
            }
            for (long counter : entry.cloud()) {
                items.add("+" + text(entry.actor()) + counter);
            }
        }
        return "{" + String.join(",", items) + "}";
    }

    static List<String> shown(KeyState state) {
        return state.values().stream()
                .map(version -> new String(version.sibling().bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    private static String text(Dot dot) {
        return text(dot.actor()) + dot.counter();
    }

    private static String text(Actor actor) {
        return (char) actor.incarnation() + "'".repeat((int) actor.seq() - 1);
    }

    private static List<String> items(String text) {
        List<String> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(item.strip());
            }
        }
        return items;
    }
}
