/** Puts a node together: its configuration, its rooms and adapters, and its start and stop. Everything else is told what it needs. */
@NullMarked
package dev.stator.node;

import org.jspecify.annotations.NullMarked;
