/**
 * Deliberate mistakes, one at a time, in the code that ships, and the proof that the simulator notices each of them (PROTOCOL §6).
 *
 * <p>A {@link dev.stator.node.sim.mutant.Mutant} is a change to the text of {@code src/main/java}; the tables are {@link
 * dev.stator.node.sim.mutant.Mutants}. {@link dev.stator.node.sim.mutant.MutantCompiler} compiles what is changed, in memory, {@link
 * dev.stator.node.sim.mutant.MutantLoader} loads the node and the simulator anew around it, and {@link
 * dev.stator.node.sim.mutant.Hunt} runs seeds until one finds a violation.
 *
 * <p><b>To add one</b>: a line in a table; then {@code -Dmutants.hunt=true -Dmutants.only=NAME} tells the seed to write beside it. If no
 * seed is found the simulator lacks a deed, a fault or a checker.
 */
@NullMarked
package dev.stator.node.sim.mutant;

import org.jspecify.annotations.NullMarked;
