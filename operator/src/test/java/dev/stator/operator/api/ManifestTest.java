package dev.stator.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.operator.api.Manifest.Loaded;
import dev.stator.operator.api.Manifest.Refused;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTest {
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
        assertThat(cart.notBuiltYet()).isEmpty();
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

    @Test
    void settingsThatAreNotBuiltYetAreNamed() {
        KeyValueStore cart = loaded(
                HEAD
                        + "spec: {conflictResolution: LastWriteWins, durability: Buffered, nodePools: [{name: std, replicas: 3}]}");

        assertThat(cart.notBuiltYet())
                .isEqualTo(List.of(
                        "spec.conflictResolution: LastWriteWins is not built yet, only Siblings is",
                        "spec.durability: Buffered is not built yet, only Fsync is"));
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
