@NullMarked
package dev.stator.node.coordinator;

import org.jspecify.annotations.NullMarked;
