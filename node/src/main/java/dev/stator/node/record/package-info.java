/**
 * Read-modify-write of one key, serialised (PROTOCOL rules 1 to 4): the {@link dev.stator.node.record.Records} of a shard, with
 * what is written and not applied yet, a bounded cache in front of the storage, and the {@link dev.stator.node.record.Actors}
 * that name new versions.
 *
 * <p>Knows nothing of other stores, of quorums or of the ring: both who coordinates and who replicates build on it.
 */
@NullMarked
package dev.stator.node.record;

import org.jspecify.annotations.NullMarked;
