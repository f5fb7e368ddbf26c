package dev.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanCommandTest {
    private static final String THREE =
            "{\"name\":\"a\",\"zone\":\"z1\",\"weight\":100},{\"name\":\"b\",\"zone\":\"z2\",\"weight\":100},"
                    + "{\"name\":\"c\",\"zone\":\"z3\",\"weight\":100}";
    private static final String GROW = "{\"name\":\"grow\",\"n\":3,\"partitions\":64,\"steps\":[{\"members\":[" + THREE
            + "]},{\"members\":[" + THREE + ",{\"name\":\"d\",\"zone\":\"z1\",\"weight\":100}]}]}";

    @TempDir
    private Path directory;

    @Test
    void eachStepIsALine() throws Exception {
        Path scenario = Files.writeString(directory.resolve("grow.json"), GROW);

        Called plan = Called.with("plan", scenario.toString());

        assertThat(plan.exit()).as(plan.err()).isZero();
        List<String> lines = plan.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("scenario grow: N=3, 64 partitions");
        assertThat(lines.get(1))
                .matches("step 1: nodes=3 maxDeviation=0\\.000 maxOverQuota=1\\.0000 moves=192 lowerBound=192"
                        + " zoneViolations=0 nodeViolations=0 seconds=\\d+\\.\\d{3}");
        assertThat(lines.get(2)).startsWith("step 2: nodes=4 ");
    }

    @Test
    void eachStepIsALineOfJsonForPrograms() throws Exception {
        Called plan = Called.withInput(GROW, "plan", "-", "--json");

        List<JsonNode> steps = new ArrayList<>();
        for (String line : plan.out().lines().toList()) {
            steps.add(new ObjectMapper().readTree(line));
        }
        assertThat(steps).hasSize(2);
        for (JsonNode step : steps) {
            assertThat(step.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "step",
                            "nodes",
                            "maxDeviation",
                            "maxOverQuota",
                            "moves",
                            "lowerBound",
                            "zoneViolations",
                            "nodeViolations",
                            "seconds");
        }
        assertThat(steps.get(1).get("moves").asInt()).isPositive();
        assertThat(steps.get(1).get("moves")).isEqualTo(steps.get(1).get("lowerBound"));
    }

    @Test
    void zoneAndWeightMayBeLeftOut() {
        String bare = "{\"n\":1,\"partitions\":16,\"steps\":[{\"members\":[{\"name\":\"a\"},{\"name\":\"b\"}]}]}";

        assertThat(Called.withInput(bare, "plan", "-").out()).contains("nodes=2 maxDeviation=0.000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing | not JSON",
                "{} | lacks 'steps'",
                "'{\"steps\":[{}]}' | lacks 'members'",
                "'{\"steps\":[{\"members\":[{}]}]}' | lacks 'name'",
                "'{\"steps\":[]}' | lacks 'n'",
                "'{\"n\":3,\"partitions\":16,\"steps\":[]}' | at least one step",
                "'{\"n\":3,\"partitions\":16,\"steps\":[{\"members\":[{\"name\":\"a\"}]}]}' | step 1",
                "'{\"n\":1,\"partitions\":16,\"steps\":[{\"members\":[{\"name\":\"a\"},{\"name\":\"a\"}]}]}' | listed twice"
            })
    void whatIsNoScenarioIsRefused(String text, String words) {
        Called.withInput(text, "plan", "-").isError(Main.FAILED).says(words.strip());
    }
}
