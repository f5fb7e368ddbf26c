package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The rules that relate fields to each other or to what they were before: each with its CEL text, which the API server
 * evaluates, its message, and its Java predicate, which says the same where there is no API server.
 *
 * <p>Text and message stand in the annotations of the types, and so in the CRD. {@link #of} finds the predicate by the text that
 * it meets there: a rule whose text has no predicate cannot be evaluated, so the two cannot drift unnoticed. A rule that speaks
 * of {@code oldSelf} is a transition rule; it holds between a resource and what it becomes, and is silent at creation.
 */
final class Rules {
    /** Reason of refusals of a change to a fixed field: the API server then says {@code Forbidden}. */
    static final String FORBIDDEN = "FieldValueForbidden";

    /** A number with one of Kubernetes' suffixes. */
    static final String QUANTITY_PATTERN = "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))"
            + "(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

    static final String NAME =
            "self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$') && self.metadata.name.size() <= 30";
    static final String NAME_MESSAGE =
            "metadata.name must be a DNS label (a-z, 0-9, -) of at most 30 characters" + " that starts with a letter";
    static final String NAME_ENDING = "!self.metadata.name.endsWith('-nodes')";
    static final String NAME_ENDING_MESSAGE =
            "metadata.name must not end in -nodes (a headless Service of another store could have that name)";
    static final String NAME_AND_POOL = "self.spec.nodePools.all(p, self.metadata.name.size() + p.name.size() <= 46)";
    static final String NAME_AND_POOL_MESSAGE =
            "metadata.name and a pool's name together may have at most 46 characters";

    static final String ENOUGH_NODES = "self.nodePools.map(p, p.replicas).sum() >= self.replication.factor";
    static final String ENOUGH_NODES_MESSAGE =
            "spec.nodePools must have at least spec.replication.factor nodes together";
    static final String PARTITIONS_POWER = "self.partitions < 1 || 1048576 % self.partitions == 0";
    static final String PARTITIONS_POWER_MESSAGE = "spec.partitions must be a power of two";
    static final String READ_QUORUM_FITS = "self.readQuorum <= self.factor";
    static final String READ_QUORUM_FITS_MESSAGE = "spec.replication.readQuorum must not exceed factor";
    static final String WRITE_QUORUM_FITS = "self.writeQuorum <= self.factor";
    static final String WRITE_QUORUM_FITS_MESSAGE = "spec.replication.writeQuorum must not exceed factor";
    static final String SIZE_POSITIVE = "isQuantity(self.size) && quantity(self.size).isGreaterThan(quantity(\"0\"))";
    static final String SIZE_POSITIVE_MESSAGE = "size must be a positive quantity such as 10Gi";

    static final String HINTS_AMOUNT =
            "isQuantity(self.maxBytesPerNode) && quantity(self.maxBytesPerNode).compareTo(quantity(\"0\")) >= 0";
    static final String HINTS_AMOUNT_MESSAGE =
            "spec.hintedHandoff.maxBytesPerNode must be a quantity of bytes that is not negative, such as 2Gi";

    static final String FACTOR_FIXED = "self.factor == oldSelf.factor";
    static final String FACTOR_FIXED_MESSAGE = "spec.replication.factor is immutable";
    static final String READ_QUORUM_FIXED = "self.readQuorum == oldSelf.readQuorum";
    static final String READ_QUORUM_FIXED_MESSAGE = "spec.replication.readQuorum is immutable";
    static final String WRITE_QUORUM_FIXED = "self.writeQuorum == oldSelf.writeQuorum";
    static final String WRITE_QUORUM_FIXED_MESSAGE = "spec.replication.writeQuorum is immutable";
    static final String QUORUM_FIXED = "self.quorum == oldSelf.quorum";
    static final String QUORUM_FIXED_MESSAGE = "spec.replication.quorum is immutable";
    static final String PARTITIONS_FIXED = "self.partitions == oldSelf.partitions";
    static final String PARTITIONS_FIXED_MESSAGE = "spec.partitions is immutable";
    static final String CONFLICT_RESOLUTION_FIXED = "self.conflictResolution == oldSelf.conflictResolution";
    static final String CONFLICT_RESOLUTION_FIXED_MESSAGE = "spec.conflictResolution is immutable";
    static final String DURABILITY_FIXED = "self.durability == oldSelf.durability";
    static final String DURABILITY_FIXED_MESSAGE = "spec.durability is immutable";
    static final String SIZE_GROWS = "quantity(self.size).compareTo(quantity(oldSelf.size)) >= 0";
    static final String SIZE_GROWS_MESSAGE = "spec.nodePools.storage.size may only grow";
    static final String CLASS_FIXED = "has(self.storageClassName) == has(oldSelf.storageClassName)"
            + " && (!has(self.storageClassName) || self.storageClassName == oldSelf.storageClassName)";
    static final String CLASS_FIXED_MESSAGE = "spec.nodePools.storage.storageClassName is immutable";

    private static final Pattern LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
    private static final int MAX_NAME = 30;
    private static final int MAX_NAME_AND_POOL = 46;
    private static final int MAX_PARTITIONS = 1_048_576;

    /** {@code self} and what it was before (itself at creation) → whether the rule holds. */
    private static final Map<String, BiPredicate<JsonNode, JsonNode>> PREDICATES = predicates();

    private Rules() {}

    /** Whether a rule speaks of the value before, so that it has nothing to say at creation. */
    static boolean isTransition(String cel) {
        return cel.contains("oldSelf");
    }

    /** The predicate of a rule: {@code self} and the value before (any value where the rule is no transition rule). */
    static BiPredicate<JsonNode, JsonNode> of(String cel) {
        return Optional.ofNullable(PREDICATES.get(cel))
                .orElseThrow(() -> new IllegalStateException("no predicate says the same as this rule: " + cel));
    }

    private static Map<String, BiPredicate<JsonNode, JsonNode>> predicates() {
        Map<String, BiPredicate<JsonNode, JsonNode>> rules = new LinkedHashMap<>();
        rules.put(
                NAME,
                (self, old) -> LABEL.matcher(name(self)).matches() && name(self).length() <= MAX_NAME);
        rules.put(NAME_ENDING, (self, old) -> !name(self).endsWith("-nodes"));
        rules.put(NAME_AND_POOL, (self, old) -> pools(self.path("spec"))
                .allMatch(
                        pool -> name(self).length() + pool.path("name").asText().length() <= MAX_NAME_AND_POOL));

        rules.put(
                ENOUGH_NODES,
                (self, old) -> pools(self)
                                .mapToLong(pool -> pool.path("replicas").asLong())
                                .sum()
                        >= self.path("replication").path("factor").asLong());
        rules.put(
                PARTITIONS_POWER,
                (self, old) -> self.path("partitions").asLong() < 1
                        || MAX_PARTITIONS % self.path("partitions").asLong() == 0);
        rules.put(
                READ_QUORUM_FITS,
                (self, old) ->
                        self.path("readQuorum").asLong() <= self.path("factor").asLong());
        rules.put(
                WRITE_QUORUM_FITS,
                (self, old) ->
                        self.path("writeQuorum").asLong() <= self.path("factor").asLong());
        rules.put(SIZE_POSITIVE, (self, old) -> amount(self).signum() > 0);

        rules.put(HINTS_AMOUNT, (self, old) -> Amount.of(
                        self.path("maxBytesPerNode").asText())
                .filter(amount -> amount.signum() >= 0)
                .isPresent());

        rules.put(FACTOR_FIXED, fixed("factor"));
        rules.put(READ_QUORUM_FIXED, fixed("readQuorum"));
        rules.put(WRITE_QUORUM_FIXED, fixed("writeQuorum"));
        rules.put(QUORUM_FIXED, fixed("quorum"));
        rules.put(PARTITIONS_FIXED, fixed("partitions"));
        rules.put(CONFLICT_RESOLUTION_FIXED, fixed("conflictResolution"));
        rules.put(DURABILITY_FIXED, fixed("durability"));
        rules.put(SIZE_GROWS, (self, old) -> amount(self).compareTo(amount(old)) >= 0);
        rules.put(CLASS_FIXED, fixed("storageClassName"));
        return rules;
    }

    private static BiPredicate<JsonNode, JsonNode> fixed(String field) {
        return (self, old) -> self.path(field).equals(old.path(field));
    }

    private static String name(JsonNode self) {
        return self.path("metadata").path("name").asText();
    }

    private static Stream<JsonNode> pools(JsonNode spec) {
        return StreamSupport.stream(spec.path("nodePools").spliterator(), false);
    }

    /** A size that is no quantity counts as none: another rule refuses it. */
    private static BigDecimal amount(JsonNode storage) {
        return Amount.of(storage.path("size").asText()).orElse(BigDecimal.ZERO);
    }
}
