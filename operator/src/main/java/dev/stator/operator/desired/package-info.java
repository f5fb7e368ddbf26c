/**
 * The Kubernetes objects of a store, as pure functions of the resource: StatefulSets, Services, the PodDisruptionBudget, the
 * ring's ConfigMaps, Secrets. {@link dev.stator.operator.desired.StoreObjects} is the door. Equal input gives equal objects,
 * field for field, so that an operator that was restarted or upgraded changes nothing; golden files in the tests hold them.
 *
 * <p>Certificates are the exception: keys come from chance. Those that exist are kept while they are good.
 *
 * <p>Knows nothing of what exists in the cluster, beyond what it is given, and calls nobody.
 */
@NullMarked
package dev.stator.operator.desired;

import org.jspecify.annotations.NullMarked;
