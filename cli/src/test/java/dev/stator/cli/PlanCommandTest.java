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
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .matches("step 1: nodes=3 maxDeviation=0\\.000 maxOverQuota=1\\.0000 moves=192 lowerBound=192"
                        + " zoneViolations=0 nodeViolations=0 seconds=\\d+\\.\\d{3}");
        assertThat(lines.get(1)).startsWith("step 2: nodes=4 ");
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

    @Test
    void aFieldThatIsNotKnownIsNamed() {
        String misspelt = "{\"n\":1,\"partitions\":16,\"steps\":[{\"members\":[{\"name\":\"a\",\"weigth\":9}]}]}";

        Called plan = Called.withInput(misspelt, "plan", "-");

        assertThat(plan.exit()).isZero();
        assertThat(plan.err())
                .isEqualTo("stator: the scenario's steps[0].members[0].weigth is not known, and ignored\n");
        assertThat(plan.out()).startsWith("step 1: nodes=1 ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing | not JSON",
                "'' | must be a JSON object",
                "[] | must be a JSON object",
                "'{' | not JSON: line 1: Unexpected end-of-input",
                "'{\"n\":1,\"n\":2}' | Duplicate field 'n'",
                "'{\"n\":1} more' | not JSON",
                "{} | lacks 'steps'",
                "'{\"steps\":{}}' | steps must be a list, not an object",
                "'{\"steps\":[1]}' | steps[0] lacks 'members'",
                "'{\"steps\":[{\"members\":\"a\"}]}' | steps[0].members must be a list, not \"a\"",
                "'{\"steps\":[{\"members\":[{\"name\":\"\"}]}]}' | members[0].name must be a text that is not empty",
                "'{\"steps\":[{\"members\":[{\"name\":\"a\",\"zone\":7}]}]}' | members[0].zone must be a text that is not empty, not 7",
                "'{\"steps\":[{\"members\":[{\"name\":\"a\",\"weight\":1.5}]}]}' | members[0].weight must be a whole number, not 1.5",
                "'{\"steps\":[{\"members\":[{\"name\":\"a\",\"weight\":\"9\"}]}]}' | members[0].weight must be a whole number, not \"9\"",
                "'{\"n\":1,\"partitions\":16,\"steps\":[{\"members\":[{\"name\":\"a\",\"weight\":0}]}]}' | step 1: a: the weight must be 1..10000, not 0",
                "'{\"n\":\"three\",\"partitions\":16,\"steps\":[]}' | n must be a whole number, not \"three\"",
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
