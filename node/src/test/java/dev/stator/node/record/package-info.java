@NullMarked
package dev.stator.node.record;

import org.jspecify.annotations.NullMarked;
