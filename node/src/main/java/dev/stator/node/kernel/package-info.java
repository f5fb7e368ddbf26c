/**
 * One node: the protocol rooms put together, on one loop per shard. The same kernel runs in production and in the simulator,
 * which is its loop.
 *
 * <p>Knows no Netty, no RocksDB, no thread. Adapters meet it at its facades: {@link dev.stator.node.kernel.Gateway} for
 * users' requests, {@link dev.stator.node.kernel.Inbox} for what other stores send, {@link dev.stator.node.kernel.RingControl}
 * for who publishes rings.
 */
@NullMarked
package dev.stator.node.kernel;

import org.jspecify.annotations.NullMarked;
