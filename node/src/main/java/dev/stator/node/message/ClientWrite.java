package dev.stator.node.message;

import dev.stator.node.version.CausalContext;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Key;
import java.util.Optional;

/**
 * A put or a delete as a user asked for it; deletes have kind TOMBSTONE, no bytes and no type.
 *
 * @param context what the user has seen, empty for a plain write, which sees all that was acknowledged (PROTOCOL §1)
 * @param write the write's identity, from the user's writeId or a random one
 * @param takenIn when a node took it in, by that node's clock, in milliseconds since 1970; 0: none has said so
 */
public record ClientWrite(
        Key key,
        Sibling.Kind kind,
        String contentType,
        byte[] bytes,
        long contentHash,
        WriteIdentity write,
        Optional<CausalContext> context,
        Condition condition,
        long takenIn) {

    public static ClientWrite put(
            Key key,
            String contentType,
            byte[] bytes,
            String writeId,
            Optional<CausalContext> context,
            Condition condition) {
        long hash = WriteIdentity.hash(bytes);
        return new ClientWrite(
                key,
                Sibling.Kind.VALUE,
                contentType,
                bytes,
                hash,
                WriteIdentity.of(writeId, Sibling.Kind.VALUE, hash, contentType),
                context,
                condition,
                0);
    }

    public static ClientWrite delete(Key key, String writeId, Optional<CausalContext> context, Condition condition) {
        byte[] nothing = {};
        long hash = WriteIdentity.hash(nothing);
        return new ClientWrite(
                key,
                Sibling.Kind.TOMBSTONE,
                "",
                nothing,
                hash,
                WriteIdentity.of(writeId, Sibling.Kind.TOMBSTONE, hash, ""),
                context,
                condition,
                0);
    }

    public ClientWrite takenInAt(long millis) {
        return new ClientWrite(key, kind, contentType, bytes, contentHash, write, context, condition, millis);
    }

    /** Do the bytes hash to what they did when a node took them in? */
    public boolean isIntact() {
        return WriteIdentity.hash(bytes) == contentHash;
    }

    public boolean isDelete() {
        return kind == Sibling.Kind.TOMBSTONE;
    }

    /** Is it a delete whose user has seen no version of the key? A context that was got with "not found" names none. */
    public boolean isDeleteUnseen() {
        return isDelete() && context.orElse(CausalContext.EMPTY).equals(CausalContext.EMPTY);
    }

    /** The sibling that this write makes at {@code time} (milliseconds since 1970). */
    public Sibling sibling(long time) {
        return new Sibling(kind, write, time, contentType, contentHash, bytes.length, bytes);
    }
}
