/** Real processes with real faults, on loopback: what a user would do with the command, and what a machine would do to it. */
@NullMarked
package dev.stator.e2e;

import org.jspecify.annotations.NullMarked;
