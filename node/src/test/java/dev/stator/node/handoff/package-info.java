@NullMarked
package dev.stator.node.handoff;

import org.jspecify.annotations.NullMarked;
