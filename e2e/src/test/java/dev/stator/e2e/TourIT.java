package dev.stator.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the README's tour as it is written, in one shell: every line after {@code $ }, in order. Where a block shows output below
 * a command, the command must print just that.
 */
class TourIT {
    private static final String MARK = "@@tour";

    @TempDir
    private Path directory;

    private record Step(String command, List<String> output) {}

    @Test
    void everyCommandOfTheReadmeDoesWhatTheReadmeShows() throws IOException {
        List<Step> steps = steps(Files.readAllLines(Path.of("..", "README.md")));
        assertThat(steps).as("the README has a tour").hasSizeGreaterThan(15);
        Shell shell = Shell.in(directory);
        StringBuilder script = new StringBuilder("set -u\n");
        for (int i = 0; i < steps.size(); i++) {
            script.append(steps.get(i).command())
                    .append(" || echo '")
                    .append(MARK)
                    .append(" failed with' $?\n");
            script.append("echo; echo '").append(MARK).append(' ').append(i).append("'\n");
        }

        Shell.Result result;
        try {
            result = shell.bash(script.toString(), 300);
        } finally {
            shell.stator("down");
        }

        int end = 0;
        for (int i = 0; i < steps.size(); i++) {
            String mark = "\n" + MARK + " " + i + "\n";
            int next = result.out().indexOf(mark, end);
            assertThat(next)
                    .as("the tour came to: " + steps.get(i).command() + "\n" + result)
                    .isNotNegative();
            String printed = result.out().substring(end, next).strip();
            end = next + mark.length();
            assertThat(printed).as(steps.get(i).command() + "\n" + result.err()).doesNotContain(MARK);
            if (!steps.get(i).output().isEmpty()) {
                assertThat(printed.lines().toList())
                        .as(steps.get(i).command())
                        .isEqualTo(steps.get(i).output());
            }
        }
    }

    private static List<Step> steps(List<String> readme) {
        List<Step> steps = new ArrayList<>();
        boolean isInside = false;
        for (String line : readme) {
            if (line.startsWith("```")) {
                isInside = line.equals("```console");
            } else if (isInside && line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), new ArrayList<>()));
            } else if (isInside) {
                steps.get(steps.size() - 1).output().add(line);
            }
        }
        return steps;
    }
}
