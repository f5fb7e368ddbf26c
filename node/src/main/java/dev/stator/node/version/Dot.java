package dev.stator.node.version;

/** The name of one version of a key: the {@code counter}-th that {@code actor} made, counting from 1. Unique for ever. */
public record Dot(Actor actor, long counter) implements Comparable<Dot> {
    public Dot {
        if (counter < 1) {
            throw new IllegalArgumentException("a dot counts from 1: " + actor + ":" + counter);
        }
    }

    @Override
    public int compareTo(Dot other) {
        int byActor = actor.compareTo(other.actor);
        return byActor != 0 ? byActor : Long.compare(counter, other.counter);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dot that && counter == that.counter && actor.equals(that.actor);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(counter) * 31 + actor.hashCode();
    }

    @Override
    public String toString() {
        return actor + ":" + counter;
    }
}
