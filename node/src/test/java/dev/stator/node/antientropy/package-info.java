@NullMarked
package dev.stator.node.antientropy;

import org.jspecify.annotations.NullMarked;
