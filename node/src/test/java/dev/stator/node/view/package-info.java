@NullMarked
package dev.stator.node.view;

import org.jspecify.annotations.NullMarked;
