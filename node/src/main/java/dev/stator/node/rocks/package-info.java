/**
 * The disk of one node: its {@link dev.stator.node.rocks.DataDirectory data directory}, which knows whose it is, and in it
 * one RocksDB ({@link dev.stator.node.rocks.RocksEngine}) that is the {@link dev.stator.node.port.Storage} of every shard.
 *
 * <p>All of RocksDB stays in here. Knows nothing of replication, of requests, or of what is in a record: bytes under a key,
 * written in groups, and an honest word about when they are on disk.
 */
@NullMarked
package dev.stator.node.rocks;

import org.jspecify.annotations.NullMarked;
