@NullMarked
package dev.stator.node.port;

import org.jspecify.annotations.NullMarked;
