/**
 * The only doors of the protocol rooms to the world: {@link dev.stator.node.port.Clock time}, {@link
 * dev.stator.node.port.Timers timers}, {@link dev.stator.node.port.Network network}, {@link dev.stator.node.port.Storage
 * storage}, {@link dev.stator.node.port.Randomness chance} and {@link dev.stator.node.port.Telemetry telemetry}. Production
 * binds them to Netty and RocksDB, the simulator to one queue of events.
 *
 * <p>Each shard of a node has ports of its own, and all calls and all completions of a shard happen on that shard's loop.
 */
@NullMarked
package dev.stator.node.port;

import org.jspecify.annotations.NullMarked;
