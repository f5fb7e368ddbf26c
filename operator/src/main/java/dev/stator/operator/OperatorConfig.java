package dev.stator.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the operator is started with: environment variables, read once. Unknown {@code STATOR_} variables and bad values stop the
 * start, all of them listed.
 *
 * <table>
 * <caption>The variables</caption>
 * <tr><th>variable</th><th>meaning</th><th>default</th></tr>
 * <tr><td>STATOR_NODE_IMAGE</td><td>container image of nodes whose store names none</td><td>-</td></tr>
 * <tr><td>STATOR_WATCH_NAMESPACES</td><td>namespaces whose stores are kept, with commas; empty: all of them</td><td>all</td></tr>
 * <tr><td>STATOR_OPERATOR_NAMESPACE</td><td>the operator's own namespace, where its Lease is (by the downward API)</td><td>-</td></tr>
 * <tr><td>STATOR_OPERATOR_NAME</td><td>this process among several, its pod's name (by the downward API); empty: it is alone,
 *     and takes no Lease</td><td>alone</td></tr>
 * <tr><td>STATOR_PORT</td><td>plain HTTP for /healthz, /readyz and /metrics; 0: any that is free</td><td>8080</td></tr>
 * </table>
 */
public record OperatorConfig(
        String nodeImage, Set<String> namespaces, String ownNamespace, Optional<String> ownName, int port) {
    private static final String PREFIX = "STATOR_";
    private static final Set<String> KNOWN = Set.of(
            "STATOR_NODE_IMAGE",
            "STATOR_WATCH_NAMESPACES",
            "STATOR_OPERATOR_NAMESPACE",
            "STATOR_OPERATOR_NAME",
            "STATOR_PORT");

    /** All that is wrong with the environment, a line each. */
    public static final class InvalidException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidException(List<String> problems) {
            super("environment:\n  " + String.join("\n  ", problems));
        }
    }

    public static OperatorConfig ofEnvironment(Map<String, String> environment) throws InvalidException {
        List<String> problems = new ArrayList<>();
        String image = environment.getOrDefault("STATOR_NODE_IMAGE", "").strip();
        if (image.isEmpty()) {
            problems.add("STATOR_NODE_IMAGE is missing");
        }
        String name = environment.getOrDefault("STATOR_OPERATOR_NAME", "").strip();
        String namespace =
                environment.getOrDefault("STATOR_OPERATOR_NAMESPACE", "").strip();
        if (namespace.isEmpty() && !name.isEmpty()) {
            problems.add("STATOR_OPERATOR_NAMESPACE is missing: the Lease is there");
        }
        Set<String> namespaces = new TreeSet<>();
        for (String watched :
                environment.getOrDefault("STATOR_WATCH_NAMESPACES", "").split(",", -1)) {
            if (!watched.isBlank()) {
                namespaces.add(watched.strip());
            }
        }
        int port = port(environment.getOrDefault("STATOR_PORT", "8080").strip(), problems);
        environment.keySet().stream()
                .filter(variable -> variable.startsWith(PREFIX) && !KNOWN.contains(variable))
                .sorted()
                .forEach(variable -> problems.add("unknown variable " + variable));
        if (!problems.isEmpty()) {
            throw new InvalidException(problems);
        }
        return new OperatorConfig(
                image, namespaces, namespace, name.isEmpty() ? Optional.empty() : Optional.of(name), port);
    }

    private static int port(String text, List<String> problems) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        problems.add("STATOR_PORT must be 0..65535, not '" + text + "'");
        return 0;
    }
}
