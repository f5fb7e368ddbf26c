@NullMarked
package dev.stator.node.version;

import org.jspecify.annotations.NullMarked;
