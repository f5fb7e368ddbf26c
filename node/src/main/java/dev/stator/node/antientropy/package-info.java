/**
 * How owners of a partition become equal without any read (PROTOCOL §5): each compares its hash tree with the others', by turns
 * and for ever, and what differs is merged both ways. It knows nothing of users' requests but how long they take.
 */
@NullMarked
package dev.stator.node.antientropy;

import org.jspecify.annotations.NullMarked;
