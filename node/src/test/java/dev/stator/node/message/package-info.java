@NullMarked
package dev.stator.node.message;

import org.jspecify.annotations.NullMarked;
