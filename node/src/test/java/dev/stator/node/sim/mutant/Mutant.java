package dev.stator.node.sim.mutant;

import java.util.ArrayList;
import java.util.List;

/**
 * One mistake that somebody might make: what the text of the source says, and what it says then. Immutable; built up by {@link
 * #breaking} and its followers.
 *
 * @param name as PROTOCOL §6 names it, or in a few words
 * @param rule which sentence it breaks
 * @param seed a seed that found it when it was last hunted; 0 if none has
 * @param atLarge why nothing finds it, or empty: then it must be found
 * @param tests where no seed is known: the class of tests of which one must fail; empty for all of {@link UnitTests}
 */
record Mutant(String name, String rule, long seed, String atLarge, String tests, List<Edit> edits) {
    /**
     * @param file below the package of the node, without its ending
     * @param before must be there exactly once
     */
    record Edit(String file, String before, String after) {}

    Mutant {
        edits = List.copyOf(edits);
    }

    static Mutant breaking(String rule, String name) {
        return new Mutant(name, rule, 0, "", "", List.of());
    }

    Mutant foundBy(long killer) {
        return new Mutant(name, rule, killer, atLarge, tests, edits);
    }

    /** It breaks nothing that anybody looks at. */
    Mutant atLarge(String why) {
        return new Mutant(name, rule, seed, why, tests, edits);
    }

    /** No seed is known, but a test of this class fails. */
    Mutant noticedBy(String testClass) {
        return new Mutant(name, rule, seed, atLarge, testClass, edits);
    }

    Mutant in(String file, String before, String after) {
        List<Edit> more = new ArrayList<>(edits);
        more.add(new Edit(file, before, after));
        return new Mutant(name, rule, seed, atLarge, tests, more);
    }

    @Override
    public String toString() {
        return name;
    }
}
