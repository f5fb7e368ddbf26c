/**
 * What stores say to each other, and what users ask of a store: closed sets of immutable values.
 *
 * <p>Knows the ring's and the versions' values, and nothing of bytes on a wire, sockets or time. Durations are milliseconds
 * that remain when the message is sent: the clocks of two nodes are never compared.
 */
@NullMarked
package dev.stator.node.message;

import org.jspecify.annotations.NullMarked;
