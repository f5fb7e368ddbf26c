package dev.stator.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A rule's CEL text, evaluated as the API server would, against its Java predicate, over random values of the rule's place. */
class RulesTest {
    private static final int TRIES = 2_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Places in the definition that have rules, with their rules. */
    private static final Map<String, Schema> PLACES = places();

    private final long seed = Long.getLong("rules.seed", System.nanoTime());

    @TestFactory
    Stream<DynamicTest> textAndPredicateOfARuleAgree() {
        return PLACES.entrySet().stream().flatMap(place -> place.getValue().rules().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.cel(), () -> compare(place.getKey(), rule.cel()))));
    }

    private void compare(String place, String cel) throws CelValidationException, CelEvaluationException {
        Random random = new Random(seed);
        CelRuntime.Program program = program(cel);
        int holds = 0;
        int broken = 0;

        for (int i = 0; i < TRIES; i++) {
            ObjectNode self = value(place, random);
            ObjectNode before = random.nextBoolean() ? value(place, random) : self.deepCopy();
            boolean said = (Boolean) program.eval(Map.of("self", plain(self), "oldSelf", plain(before)));

            assertThat(Rules.of(cel).test(self, before))
                    .as("-Drules.seed=%d: %s with self=%s, oldSelf=%s", seed, cel, self, before)
                    .isEqualTo(said);
            holds += said ? 1 : 0;
            broken += said ? 0 : 1;
        }

        assertThat(holds)
                .as("values for which the rule holds, -Drules.seed=%d", seed)
                .isPositive();
        assertThat(broken)
                .as("values that break the rule, -Drules.seed=%d", seed)
                .isPositive();
    }

    private static ObjectNode value(String place, Random random) {
        ObjectNode value = NODES.objectNode();
        switch (place) {
            case "" -> {
                value.putObject("metadata").put("name", name(random));
                value.set("spec", value("spec", random));
            }
            case "spec" -> {
                value.set("replication", value("spec.replication", random));
                value.put("partitions", random.nextBoolean() ? 16 << random.nextInt(17) : random.nextInt(-2, 70));
                value.put("conflictResolution", one(random, "Siblings", "LastWriteWins"));
                value.put("durability", one(random, "Fsync", "Buffered"));
                for (int pools = random.nextInt(4); pools > 0; pools--) {
                    ObjectNode pool = value.withArray("nodePools").addObject();
                    pool.put("name", "p".repeat(random.nextInt(1, 21))).put("replicas", random.nextInt(4));
                }
                value.withArray("nodePools");
            }
            case "spec.replication" ->
                value.put("factor", random.nextInt(1, 8))
                        .put("readQuorum", random.nextInt(1, 8))
                        .put("writeQuorum", random.nextInt(1, 8))
                        .put("quorum", one(random, "Sloppy", "Strict"));
            case "spec.nodePools.storage" -> {
                value.put("size", quantity(random));
                if (random.nextBoolean()) {
                    value.put("storageClassName", one(random, "fast", "slow"));
                }
            }
            case "spec.hintedHandoff" -> value.put("maxBytesPerNode", quantity(random));
            default -> throw new IllegalStateException("say here how random values look at " + place);
        }
        return value;
    }

    private static String quantity(Random random) {
        return one(random, "0", "1", "10", "1.5", ".5", "-1", "1024", "1000")
                + one(random, "", "Ki", "Mi", "Gi", "k", "M", "G", "m", "e3", "E2", "e-1");
    }

    private static String name(Random random) {
        String name = one(random, "", "a", "cart", "1", "-").concat("x".repeat(random.nextInt(31)));
        return name + one(random, "", "", "-nodes", "-", "9", ".a", "A", "-a");
    }

    private static String one(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static Map<String, Object> plain(JsonNode json) {
        return JSON.convertValue(longs(json.deepCopy()), new TypeReference<>() {});
    }

    /** CEL knows only 64-bit integers. */
    private static JsonNode longs(JsonNode json) {
        if (json instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(longs(field.getValue())));
        }
        if (json.isArray()) {
            json.forEach(RulesTest::longs);
        }
        return json.isInt() ? NODES.numberNode(json.longValue()) : json;
    }

    private static Map<String, Schema> places() {
        Map<String, Schema> places = new LinkedHashMap<>();
        collect("", Schema.ofKeyValueStore(), places);
        return places;
    }

    private static void collect(String path, Schema schema, Map<String, Schema> places) {
        if (!schema.rules().isEmpty()) {
            places.put(path, schema);
        }
        Schema inner = schema.type().equals("array") ? schema.items() : schema;
        for (String name : inner.fields()) {
            collect(path.isEmpty() ? name : path + "." + name, inner.field(name).orElseThrow(), places);
        }
    }

    /** The text with what Kubernetes adds to CEL: sums and quantities. */
    private static CelRuntime.Program program(String cel) throws CelValidationException, CelEvaluationException {
        CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar("self", SimpleType.DYN)
                .addVar("oldSelf", SimpleType.DYN)
                .addFunctionDeclarations(
                        member("sum", "list_sum", SimpleType.INT, ListType.create(SimpleType.DYN)),
                        global("isQuantity", "is_quantity", SimpleType.BOOL, SimpleType.DYN),
                        global("quantity", "quantity_of", SimpleType.DYN, SimpleType.DYN),
                        member("isGreaterThan", "quantity_gt", SimpleType.BOOL, SimpleType.DYN, SimpleType.DYN),
                        member("compareTo", "quantity_compare", SimpleType.INT, SimpleType.DYN, SimpleType.DYN))
                .build();
        CelRuntime runtime = CelRuntimeFactory.plannerRuntimeBuilder()
                .addFunctionBindings(
                        CelFunctionBinding.from("list_sum", List.class, RulesTest::sum),
                        CelFunctionBinding.from("is_quantity", String.class, text -> true),
                        CelFunctionBinding.from("quantity_of", String.class, Quantity::parse),
                        CelFunctionBinding.from(
                                "quantity_gt", Quantity.class, Quantity.class, (a, b) -> a.compareTo(b) > 0),
                        CelFunctionBinding.from(
                                "quantity_compare", Quantity.class, Quantity.class, (a, b) -> (long) a.compareTo(b)))
                .build();
        return runtime.createProgram(compiler.compile(cel).getAst());
    }

    private static long sum(List<?> numbers) {
        return numbers.stream().mapToLong(number -> (Long) number).sum();
    }

    private static CelFunctionDecl member(String name, String id, CelType result, CelType... parameters) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newMemberOverload(id, result, List.of(parameters)));
    }

    private static CelFunctionDecl global(String name, String id, CelType result, CelType... parameters) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload(id, result, List.of(parameters)));
    }
}
