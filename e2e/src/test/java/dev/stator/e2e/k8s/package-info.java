/**
 * A real Kubernetes, and what its user does with it: install the operator, apply manifests, put and get from inside, and break
 * things. One cluster serves all tests: {@link dev.stator.e2e.k8s.OnKubernetes}.
 */
@NullMarked
package dev.stator.e2e.k8s;

import org.jspecify.annotations.NullMarked;
