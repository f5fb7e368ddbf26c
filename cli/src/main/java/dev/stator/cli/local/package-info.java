/**
 * A cluster of node processes on this machine: its directory, its processes and their supervisor, its certificates and its
 * ring. What Kubernetes and the operator are to a store there, this room is here, with the same planner.
 *
 * <p>Knows nothing of the command line: it is told what to do, reports progress as lines, and fails with one.
 */
@NullMarked
package dev.stator.cli.local;

import org.jspecify.annotations.NullMarked;
