/**
 * What a key's versions are and how they merge: {@link dev.stator.node.version.Dot dots}, the {@link
 * dev.stator.node.version.DottedSet set of known dots}, {@link dev.stator.node.version.KeyState the state of a key} and the
 * {@link dev.stator.node.version.CausalContext context} that clients carry (PROTOCOL §1).
 *
 * <p>Pure values: this room knows no clock, no chance, no replica and no quorum.
 */
@NullMarked
package dev.stator.node.version;

import org.jspecify.annotations.NullMarked;
