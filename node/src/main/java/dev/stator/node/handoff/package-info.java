/**
 * Hints: states of keys that this store keeps for owners who could not be reached, and their way home (Dynamo §4.6, PROTOCOL
 * §5). A hint is given back to the write set as it is then, and forgotten only when all of it holds that very state durably.
 */
@NullMarked
package dev.stator.node.handoff;

import org.jspecify.annotations.NullMarked;
