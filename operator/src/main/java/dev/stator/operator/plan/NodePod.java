package dev.stator.operator.plan;

import java.util.Optional;

/**
 * A pod of the store.
 *
 * @param templateHash of the template that it was made from
 * @param trouble why it does not run, in Kubernetes' words, where that is known
 */
public record NodePod(
        String name,
        String pool,
        String uid,
        String templateHash,
        boolean isReady,
        boolean isLeaving,
        Optional<String> host,
        Optional<String> trouble) {}
