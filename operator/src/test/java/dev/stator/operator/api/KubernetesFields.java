package dev.stator.operator.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Kubernetes says of the fields of its own types in our resource, where their Java classes are silent. */
final class KubernetesFields {
    /** Fields without which an item of this name is refused. Longer names first: the first that fits is taken. */
    private static final List<Map.Entry<String, List<String>>> REQUIRED = List.of(
            Map.entry("nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution", List.of("preference", "weight")),
            Map.entry("nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution", List.of("nodeSelectorTerms")),
            Map.entry("preferredDuringSchedulingIgnoredDuringExecution", List.of("podAffinityTerm", "weight")),
            Map.entry("requiredDuringSchedulingIgnoredDuringExecution", List.of("topologyKey")),
            Map.entry("podAffinityTerm", List.of("topologyKey")),
            Map.entry("matchExpressions", List.of("key", "operator")),
            Map.entry("matchFields", List.of("key", "operator")),
            Map.entry("topologySpreadConstraints", List.of("maxSkew", "topologyKey", "whenUnsatisfiable")),
            Map.entry("status.conditions", List.of("type", "status")),
            Map.entry("status.pools", List.of("name")));

    private static final List<Map.Entry<String, String>> DESCRIPTIONS = List.of(
            Map.entry("nodeAffinity", "Kubernetes nodes to prefer or to require, by their labels."),
            Map.entry("podAffinity", "Pods to be near to."),
            Map.entry("podAntiAffinity", "Pods to be away from."),
            Map.entry(
                    "preferredDuringSchedulingIgnoredDuringExecution",
                    "Where the scheduler would rather place the pod; the sum of the weights that fit decides."),
            Map.entry("requiredDuringSchedulingIgnoredDuringExecution", "Where the scheduler must place the pod."),
            Map.entry("nodeSelectorTerms", "Terms of which one must hold."),
            Map.entry("preference", "The term that goes with the weight."),
            Map.entry("podAffinityTerm", "The term that goes with the weight."),
            Map.entry("weight", "How much the term counts, 1 to 100."),
            Map.entry("matchExpressions", "Conditions on labels, all of which must hold."),
            Map.entry("matchFields", "Conditions on the node's fields, all of which must hold."),
            Map.entry("matchLabels", "Labels and the values that they must have."),
            Map.entry("matchLabelKeys", "Labels whose values are taken from the pod itself and must be equal."),
            Map.entry("mismatchLabelKeys", "Labels whose values are taken from the pod itself and must differ."),
            Map.entry("labelSelector", "Which pods count, by their labels."),
            Map.entry("namespaceSelector", "Namespaces whose pods count, by their labels."),
            Map.entry("namespaces", "Namespaces whose pods count. Default: the pod's own."),
            Map.entry("topologyKey", "Label of Kubernetes nodes whose value says which belong together."),
            Map.entry("values", "Values to compare with. None for Exists and DoesNotExist."),
            Map.entry("tolerations.key", "Key of the taint. Empty, with Exists: every taint."),
            Map.entry(
                    "tolerations.operator", "Exists, or Equal (the default): the taint's value must be the one given."),
            Map.entry("tolerations.value", "Value of the taint."),
            Map.entry("effect", "Effect of the taint: NoSchedule, PreferNoSchedule or NoExecute. Empty: every effect."),
            Map.entry("tolerationSeconds", "How long a NoExecute taint is tolerated. Default: for ever."),
            Map.entry("key", "Key of the label or field."),
            Map.entry("operator", "How to compare: In, NotIn, Exists, DoesNotExist; for nodes also Gt and Lt."),
            Map.entry("maxSkew", "By how many pods the topology's domains may differ."),
            Map.entry("minDomains", "How many domains there must be before the pods count as spread."),
            Map.entry(
                    "nodeAffinityPolicy",
                    "Whether nodes outside the pod's affinity count: Honor (not) or Ignore (they do)."),
            Map.entry(
                    "nodeTaintsPolicy",
                    "Whether nodes with taints that are not tolerated count: Honor (not) or Ignore."),
            Map.entry("whenUnsatisfiable", "DoNotSchedule, or ScheduleAnyway."),
            Map.entry("conditions.lastTransitionTime", "When the condition last changed its status."),
            Map.entry("conditions.message", "Why, for a person."),
            Map.entry("conditions.observedGeneration", "metadata.generation that the condition speaks of."),
            Map.entry("conditions.reason", "Why, in one word."),
            Map.entry("conditions.status", "True, False or Unknown."),
            Map.entry("conditions.type", "Name of the condition."));

    /**
     * Largest value of numbers from 1. A number that Java's int cannot hold must be refused by the API server: one such resource
     * would blind every client in Java to all of them.
     */
    private static final List<Map.Entry<String, Double>> MAXIMUM = List.of(
            Map.entry("weight", 100.0),
            Map.entry("maxSkew", (double) Integer.MAX_VALUE),
            Map.entry("minDomains", (double) Integer.MAX_VALUE));

    private KubernetesFields() {}

    static Optional<Double> maximum(String path) {
        return first(MAXIMUM, path);
    }

    static Optional<List<String>> required(String path) {
        return first(REQUIRED, path);
    }

    static Optional<String> description(String path) {
        return first(DESCRIPTIONS, path);
    }

    private static <T> Optional<T> first(List<Map.Entry<String, T>> table, String path) {
        return table.stream()
                .filter(entry -> path.equals(entry.getKey()) || path.endsWith("." + entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
