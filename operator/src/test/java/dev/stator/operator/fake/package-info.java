/** A Kubernetes cluster in memory for tests: its API server, what its controllers and kubelets do, and stores' nodes. */
@NullMarked
package dev.stator.operator.fake;

import org.jspecify.annotations.NullMarked;
