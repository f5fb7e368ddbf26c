/**
 * What stores say to each other, as frames over mutual TLS: messages as bytes, the handshake that proves who is at the other
 * end, one connection per peer and shard for what goes out, and the ring API on the same port.
 *
 * <p>Knows Netty, and of the node only its messages and the facades that messages are delivered to. Decides nothing about
 * keys, quorums or rings: what it cannot deliver in time it drops, and the protocol rooms retry.
 */
@NullMarked
package dev.stator.node.wire;

import org.jspecify.annotations.NullMarked;
