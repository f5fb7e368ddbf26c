@NullMarked
package dev.stator.node.membership;

import org.jspecify.annotations.NullMarked;
