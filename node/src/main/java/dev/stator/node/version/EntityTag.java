package dev.stator.node.version;

import java.util.List;

/**
 * The strong ETag of what a key shows: the version's id when it shows one, a hash of the ids when it shows several; none when
 * it shows nothing (API §1).
 */
public record EntityTag(String text) {

    /** @param values what the key shows: {@link KeyState#values} */
    public static EntityTag of(List<Version> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a key that shows nothing has no ETag");
        }
        if (values.size() == 1) {
            return new EntityTag(values.get(0).sibling().write().toString());
        }
        ByteSink ids = new ByteSink(8 * values.size());
        values.stream().map(version -> version.sibling().write()).sorted().forEach(write -> ids.int64(write.bits()));
        return new EntityTag(new WriteIdentity(WriteIdentity.hash(ids.toByteArray())).toString());
    }

    /** As it stands in a header, quoted. */
    public String quoted() {
        return '"' + text + '"';
    }
}
