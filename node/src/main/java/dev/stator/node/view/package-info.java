/**
 * What a node sees of its cluster at one moment: the ring, and who seems to be alive. An immutable value, replaced as a whole.
 *
 * <p>Liveness steers routing only; it never changes who owns what.
 */
@NullMarked
package dev.stator.node.view;

import org.jspecify.annotations.NullMarked;
