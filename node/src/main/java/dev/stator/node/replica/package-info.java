/**
 * Serves other stores' reads, asks and writes from this store's own records (PROTOCOL §1, §2), fenced by the ring.
 *
 * <p>Knows nothing of quorums, nor of who asked whom else.
 */
@NullMarked
package dev.stator.node.replica;

import org.jspecify.annotations.NullMarked;
