package dev.stator.operator.plan;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.ring.Member;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What becomes of a human's word {@value #WORD}, that stores in doubt go on as themselves with what they have (PROTOCOL rule 20):
 *
 * <ol>
 *   <li>Names of nodes or ids of stores in its value mean these; any other value means all. A value that looks like a name and is nobody's
 *       is a slip of the pen, and must not mean all: it counts for nothing.
 *   <li>Of whom it means, those that say that they are in doubt are told at once. With that the word is done and taken away: it is
 *       about what the human saw, not about a doubt of later days. So whoever is not heard of is passed over, and named.
 *   <li>Where none says so, and somebody has not said whether it is, the word waits. Where all have, it counts for nothing.
 * </ol>
 */
public sealed interface RollbackDecision {
    /** The annotation on the resource that is such a word. */
    String WORD = "stator.dev/accept-rollback";

    /** Lists are parted by commas or blanks. */
    Pattern PARTING = Pattern.compile("[,\\s]+");

    /** The name of some store's node, or the id of some store. */
    Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*-[a-z][a-z0-9]*-[0-9]+|[0-9a-f]{32}");

    /** There is no word. */
    record Silent() implements RollbackDecision {}

    /**
     * These are told, and then the word is done.
     *
     * @param stores by the name of the node that reports it
     * @param passedOver whom the word means too, each with why it is not told
     */
    record Tell(SortedMap<String, StoreId> stores, List<String> passedOver) implements RollbackDecision {}

    /** Nothing can be said yet. */
    record Wait(Hold hold) implements RollbackDecision {}

    /** The word counts for nobody, and goes. */
    record Refuse(String why) implements RollbackDecision {}

    static RollbackDecision decide(KeyValueStore store, Observed seen) {
        Map<String, String> annotations = store.getMetadata().getAnnotations();
        if (annotations == null || !annotations.containsKey(WORD)) {
            return new Silent();
        }
        SortedMap<String, Optional<StoreId>> nodes = nodes(seen);
        List<String> meant = new ArrayList<>();
        List<String> nobodys = new ArrayList<>();
        for (String name : PARTING.split(String.valueOf(annotations.get(WORD)), -1)) {
            Optional<String> node = nodes.entrySet().stream()
                    .filter(known -> known.getKey().equals(name)
                            || known.getValue()
                                    .filter(id -> id.toString().equals(name))
                                    .isPresent())
                    .map(Map.Entry::getKey)
                    .findFirst();
            node.ifPresent(meant::add);
            if (node.isEmpty() && NAME.matcher(name).matches()) {
                nobodys.add(name);
            }
        }
        if (!nobodys.isEmpty()) {
            return new Refuse("no node of this store is called " + String.join(", ", nobodys)
                    + ", nor has a store of this id; there are " + String.join(", ", nodes.keySet()));
        }
        return meant.isEmpty() ? about(List.copyOf(nodes.keySet()), false, seen) : about(meant, true, seen);
    }

    /** All nodes by name, those away too, with the store that each has or should have. */
    private static SortedMap<String, Optional<StoreId>> nodes(Observed seen) {
        SortedMap<String, Optional<StoreId>> nodes = new TreeMap<>();
        seen.pods().keySet().forEach(name -> nodes.put(name, Optional.empty()));
        seen.knownRing().ifPresent(ring -> ring.members().values().stream()
                .filter(member -> member.state() != Member.State.LEFT)
                .forEach(member -> nodes.put(member.name(), Optional.of(member.id()))));
        seen.reports().forEach((name, report) -> nodes.put(name, Optional.of(report.storeId())));
        return nodes;
    }

    private static RollbackDecision about(List<String> meant, boolean areNamed, Observed seen) {
        SortedMap<String, StoreId> inDoubt = new TreeMap<>();
        List<String> sound = new ArrayList<>();
        List<String> unheard = new ArrayList<>();
        for (String name : meant) {
            NodeReport report = seen.reports().get(name);
            NodePod pod = seen.pods().get(name);
            if (report != null && report.inDoubt().isPresent()) {
                inDoubt.put(name, report.storeId());
            } else if (report != null && pod != null && pod.isReady()) {
                sound.add(name + " is not in doubt");
            } else { // away, or still asking the others what they remember of it
                unheard.add(name + " has not said whether it is in doubt");
            }
        }
        if (!inDoubt.isEmpty()) {
            List<String> passedOver = new ArrayList<>(unheard);
            passedOver.addAll(areNamed ? sound : List.of());
            return new Tell(inDoubt, passedOver);
        }
        return unheard.isEmpty()
                ? new Refuse("nothing to accept: " + String.join(", ", sound))
                : new Wait(Hold.waiting(
                        "RollbackNotDecided",
                        "waiting, for the annotation " + WORD + ": " + String.join(", ", unheard)));
    }
}
