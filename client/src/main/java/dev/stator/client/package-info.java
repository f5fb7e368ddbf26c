/**
 * The Java client of a store: it keeps connections to every node, sends each key straight to an owner, and tries again, within
 * a budget, what failed without harm. Start at {@link dev.stator.client.StatorClient}.
 *
 * <p>Knows the HTTP API and the ring, and nothing of how a node works: contexts are opaque here.
 */
@NullMarked
package dev.stator.client;

import org.jspecify.annotations.NullMarked;
