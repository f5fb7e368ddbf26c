/**
 * The resource {@link dev.stator.operator.api.KeyValueStore}, which is all a user ever writes: its types, its defaults, its
 * rules, and {@link dev.stator.operator.api.Manifest reading it from YAML} as an API server would.
 *
 * <p>The types are the one source. The CustomResourceDefinition in {@code crds/} is generated from their annotations, and
 * reading a manifest without Kubernetes follows that very definition (what is unknown, defaulted or refused, and with which
 * words), so that a manifest means the same to {@code stator up} and to {@code kubectl apply}. The only thing said twice is a
 * rule's CEL text and its Java predicate: they stand side by side in {@link dev.stator.operator.api.Rules}.
 *
 * <p>Knows nothing of clusters, reconciling, nodes or the ring: YAML in, a checked resource or problems out.
 */
@NullMarked
package dev.stator.operator.api;

import org.jspecify.annotations.NullMarked;
