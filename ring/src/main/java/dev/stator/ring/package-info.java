/**
 * The pure model shared by node, operator, client and command: keys and partitions, members and weights, the {@link
 * dev.stator.ring.RingState ring}, and preference lists. {@link dev.stator.ring.plan} plans placements.
 *
 * <p>Knows nothing of time, files, sockets, threads or JSON: values in, values out.
 */
@NullMarked
package dev.stator.ring;

import org.jspecify.annotations.NullMarked;
