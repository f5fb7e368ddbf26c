/**
 * The {@code stator} command: each command a class that reads its options, asks a room below, and prints. What it does to a
 * local cluster is in {@link dev.stator.cli.local}, load in {@link dev.stator.cli.bench}.
 */
@NullMarked
package dev.stator.cli;

import org.jspecify.annotations.NullMarked;
