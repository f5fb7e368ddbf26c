@NullMarked
package dev.stator.node.kernel;

import org.jspecify.annotations.NullMarked;
