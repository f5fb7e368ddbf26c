/**
 * Keeping stores as declared: one {@link dev.stator.operator.reconcile.Pass} observes everything, asks the plan, takes at most
 * one disruptive step and writes the status. It may be run twice, or die between any two lines; it never waits, it says when it
 * is to be called again. Decisions are elsewhere: what is here reads, does and tells.
 */
@NullMarked
package dev.stator.operator.reconcile;

import org.jspecify.annotations.NullMarked;
