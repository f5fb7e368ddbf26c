package dev.stator.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorConfigTest {
    @Test
    void environmentOfTheChartIsUnderstood() throws OperatorConfig.InvalidException {
        OperatorConfig config = OperatorConfig.ofEnvironment(Map.of(
                "PATH", "/bin",
                "STATOR_NODE_IMAGE", "stator-node:1",
                "STATOR_OPERATOR_NAMESPACE", "stator-system",
                "STATOR_OPERATOR_NAME", "stator-operator-abc",
                "STATOR_WATCH_NAMESPACES", "shop, bank,"));

        assertThat(config.nodeImage()).isEqualTo("stator-node:1");
        assertThat(config.namespaces()).containsExactly("bank", "shop");
        assertThat(config.ownNamespace()).isEqualTo("stator-system");
        assertThat(config.ownName()).contains("stator-operator-abc");
        assertThat(config.port()).isEqualTo(8080);
    }

    @Test
    void operatorThatIsAloneWatchesEverythingAndNeedsNoLease() throws OperatorConfig.InvalidException {
        OperatorConfig config = OperatorConfig.ofEnvironment(Map.of("STATOR_NODE_IMAGE", "stator-node:1"));

        assertThat(config.namespaces()).isEmpty();
        assertThat(config.ownName()).isEmpty();
    }

    @Test
    void allThatIsWrongIsListed() {
        assertThatThrownBy(() -> OperatorConfig.ofEnvironment(Map.of(
                        "STATOR_OPERATOR_NAME", "abc",
                        "STATOR_PORT", "70000",
                        "STATOR_NODEIMAGE", "stator-node:1")))
                .isInstanceOf(OperatorConfig.InvalidException.class)
                .hasMessageContainingAll(
                        "STATOR_NODE_IMAGE is missing",
                        "STATOR_OPERATOR_NAMESPACE is missing",
                        "STATOR_PORT must be 0..65535, not '70000'",
                        "unknown variable STATOR_NODEIMAGE");
    }
}
