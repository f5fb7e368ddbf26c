package dev.stator.node.version;

/** A live sibling under its name. */
public record Version(Dot dot, Sibling sibling) {
    @Override
    public String toString() {
        return dot + "=" + sibling;
    }
}
