package dev.stator.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stator.operator.api.Manifest.Loaded;
import dev.stator.operator.api.Manifest.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ManifestTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String HEAD = "apiVersion: stator.dev/v1alpha1\nkind: KeyValueStore\nmetadata: {name: cart}\n";

    @Test
    void theBundledExampleIsThreeNodesWithDefaults() {
        KeyValueStore cart = loaded(Manifest.exampleYaml());

        assertThat(cart.getMetadata().getName()).isEqualTo("cart");
        assertThat(cart.getSpec().replication()).isEqualTo(new Replication(3, 2, 2, QuorumMode.Sloppy));
        assertThat(cart.getSpec().partitions()).isEqualTo(1024);
        assertThat(cart.getSpec().conflictResolution()).isEqualTo(ConflictResolution.Siblings);
        assertThat(cart.getSpec().durability()).isEqualTo(Durability.Fsync);
        assertThat(cart.getSpec().limits()).isEqualTo(new Limits(1_048_576, 100));
        assertThat(cart.getSpec().service()).isEqualTo(new ClientService(ClientService.Type.ClusterIP, 8443));
        assertThat(cart.getSpec().nodePools().get(0).storage().size()).isEqualTo("10Gi");
        assertThat(cart.nodes())
                .containsExactly(
                        new NodeSlot("cart-std-0", "std", 0, 100),
                        new NodeSlot("cart-std-1", "std", 1, 100),
                        new NodeSlot("cart-std-2", "std", 2, 100));
    }

    @Test
    void weightsComeFromThePoolAndItsOverrides() {
        KeyValueStore cart = loaded(HEAD + """
                spec:
                  nodePools:
                  - {name: std, replicas: 2, nodeOverrides: [{ordinal: 1, capacityWeight: 200}, {ordinal: 7, capacityWeight: 9}]}
                  - {name: big, replicas: 1, capacityWeight: 400}
                """);

        assertThat(cart.nodes())
                .containsExactly(
                        new NodeSlot("cart-std-0", "std", 0, 100),
                        new NodeSlot("cart-std-1", "std", 1, 200),
                        new NodeSlot("cart-big-0", "big", 0, 400));
    }

    @Test
    void oneProblemIsOneLineAsKubectlPrintsIt() {
        Refused refused = refused(HEAD + "spec: {partitions: 1000, nodePools: [{name: std, replicas: 3}]}");

        assertThat(refused.message())
                .isEqualTo("The KeyValueStore \"cart\" is invalid: "
                        + "spec.partitions: Invalid value: \"object\": spec.partitions must be a power of two");
    }

    @Test
    void allProblemsAreToldAtOnceInTheSameOrder() {
        Refused refused = refused(HEAD + "spec: {nodePols: 3, replication: {factor: 9}, durability: x}");

        assertThat(refused.problems())
                .containsExactly(
                        "unknown field \"spec.nodePols\"",
                        "spec.nodePools: Required value",
                        "spec.durability: Unsupported value: \"x\": supported values: \"Fsync\", \"Buffered\"",
                        "spec.replication.factor: Invalid value: 9: "
                                + "spec.replication.factor in body should be less than or equal to 7");
        assertThat(refused.message())
                .startsWith("KeyValueStore in version \"v1alpha1\" cannot be handled as a KeyValueStore: "
                        + "strict decoding error: unknown field \"spec.nodePols\"\n"
                        + "The KeyValueStore \"cart\" is invalid: \n* spec.nodePools: Required value\n* ");
    }

    @Test
    void exactlyOneStoreIsWanted() {
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n";
        String store = HEAD + "spec: {nodePools: [{name: std, replicas: 3}]}\n";

        assertThat(((Loaded) Manifest.load("---\n" + namespace + "---\n" + store)).skipped())
                .containsExactly("Namespace \"shop\"");
        assertThat(refused(namespace).message())
                .isEqualTo("one KeyValueStore is wanted, the manifest holds only Namespace \"shop\"");
        assertThat(refused("---\n---\n").message()).isEqualTo("one KeyValueStore is wanted, the manifest is empty");
        assertThat(refused(store + "---\n" + store).message())
                .isEqualTo("one KeyValueStore is wanted, the manifest holds 2: \"cart\", \"cart\"");
    }

    /** Whatever stands where: the answer is a store or a list of problems, never a stack trace. */
    @Test
    void noManifestIsTooStrange() throws IOException, YamlDocuments.Unreadable {
        long seed = Long.getLong("manifest.seed", System.nanoTime());
        Random random = new Random(seed);
        JsonNode whole = YamlDocuments.of(
                        Files.readString(Path.of("src/test/resources/manifests/accepted/everything.yaml")))
                .get(0);
        int loaded = 0;

        for (int i = 0; i < 2_000; i++) {
            JsonNode strange = whole.deepCopy();
            for (int changes = random.nextInt(1, 3); changes > 0; changes--) {
                change(strange, random);
            }

            Manifest.Result result = Manifest.load(strange.toString());

            assertThat(result).as("-Dmanifest.seed=%d: %s", seed, strange).isNotNull();
            loaded += result instanceof Loaded ? 1 : 0;
        }
        assertThat(loaded).as("-Dmanifest.seed=%d", seed).isBetween(1, 1_999);
    }

    /** Puts something else somewhere into the tree. */
    private static void change(JsonNode tree, Random random) {
        List<JsonNode> places = new ArrayList<>();
        collect(tree, places);
        JsonNode place = places.get(random.nextInt(places.size()));
        JsonNode[] others = {
            NODES.nullNode(),
            NODES.textNode(""),
            NODES.textNode("x"),
            NODES.textNode("10Gi"),
            NODES.booleanNode(true),
            NODES.numberNode(0),
            NODES.numberNode(-1),
            NODES.numberNode(5_000_000_000L),
            NODES.numberNode(2.5),
            NODES.numberNode(1e30),
            NODES.objectNode(),
            NODES.arrayNode(),
            NODES.arrayNode().addNull(),
            NODES.objectNode().put("a", 1),
            NODES.objectNode().putNull("name"),
            tree.deepCopy()
        };
        JsonNode other = others[random.nextInt(others.length)];
        if (place instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(4) == 0) {
                object.remove(name);
            } else {
                object.set(name, other);
            }
        } else if (place instanceof ArrayNode array && !array.isEmpty()) {
            array.set(random.nextInt(array.size()), other);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> places) {
        if (node.isContainerNode()) {
            places.add(node);
            node.forEach(child -> collect(child, places));
        }
    }

    private static KeyValueStore loaded(String yaml) {
        Manifest.Result result = Manifest.load(yaml);
        assertThat(result).isInstanceOf(Loaded.class);
        return ((Loaded) result).store();
    }

    private static Refused refused(String yaml) {
        Manifest.Result result = Manifest.load(yaml);
        assertThat(result).isInstanceOf(Refused.class);
        return (Refused) result;
    }
}
