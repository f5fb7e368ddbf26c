package dev.stator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.ring.plan.StepReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator plan SCENARIO.json}. */
@Command(
        name = "plan",
        description = "Runs the placement planner alone over a scenario; each step is planned from the one before.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A scenario: {\"name\": \"grow\", \"n\": 3, \"partitions\": 1024, \"steps\":",
            "  [{\"members\": [{\"name\": \"a\", \"zone\": \"z1\", \"weight\": 100}, ...]}, ...]}"
        })
final class PlanCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Terminal terminal;

    @Parameters(paramLabel = "SCENARIO.json", description = "The scenario, - for standard input.")
    private Path file = Path.of("");

    @Option(names = "--json", description = "One JSON line per step.")
    private boolean isJson;

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        String text = ManifestOption.read(file, terminal.in());
        ScenarioText.Read read = ScenarioText.parsed(text);
        read.unknown().forEach(field -> terminal.err()
                .println("stator: the scenario's " + field + " is not known, and ignored"));
        read.scenario().run(System::nanoTime, isJson ? this::printJson : this::printLine);
        return 0;
    }

    private void printLine(StepReport step) {
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "step %d: nodes=%d maxDeviation=%.3f maxOverQuota=%.4f moves=%d lowerBound=%d zoneViolations=%d"
                                + " nodeViolations=%d seconds=%.3f%n",
                        step.step(),
                        step.nodes(),
                        step.maxDeviation(),
                        step.maxOverQuota(),
                        step.moves(),
                        step.lowerBound(),
                        step.zoneViolations(),
                        step.nodeViolations(),
                        step.seconds());
    }

    private void printJson(StepReport step) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step.step());
        line.put("nodes", step.nodes());
        line.put("maxDeviation", step.maxDeviation());
        line.put("maxOverQuota", step.maxOverQuota());
        line.put("moves", step.moves());
        line.put("lowerBound", step.lowerBound());
        line.put("zoneViolations", step.zoneViolations());
        line.put("nodeViolations", step.nodeViolations());
        line.put("seconds", step.seconds());
        try {
            terminal.out().println(JSON.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of plain values are always JSON", e);
        }
    }
}
