package dev.stator.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.operator.api.Manifest.Loaded;
import dev.stator.operator.api.Manifest.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Manifests, and what Kubernetes 1.33 with our resource definition said of them: for {@code refused} and {@code changes-refused}
 * (two documents: what was, and what replaced it) the output of {@code kubectl create} and {@code kubectl replace}, for {@code
 * accepted} the spec that it stored. Reading them here must come to the same, word by word.
 *
 * <p>Two differences are meant. The API server checks in an order that changes from run to run, so lines are compared in any
 * order. And it adds lines about {@code <nil>}, which only say that it stopped early.
 */
class RecordedManifestsTest {
    private static final Path RECORDED = Path.of("src/test/resources/manifests");
    private static final String UNKNOWN = "Error from server (BadRequest): error when creating \"manifest.yaml\": ";
    private static final String UNDECODABLE = "error: unable to decode \"manifest.yaml\": ";

    @TestFactory
    Stream<DynamicTest> whatTheApiServerRefusesIsRefusedWithTheSameWords() {
        return each("refused", (yaml, name) -> {
            Refused refused = (Refused) Manifest.load(yaml);
            String said = read("refused/" + name + ".txt").strip();

            if (said.startsWith(UNKNOWN)) {
                assertThat(refused.message().lines().findFirst()).contains(said.substring(UNKNOWN.length()));
            } else if (said.startsWith(UNDECODABLE)) {
                assertThat(refused.problems()).containsExactly(said.substring(UNDECODABLE.length()));
            } else {
                assertSaysTheSame(refused, said);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> whatTheApiServerAcceptsIsReadWithTheSameDefaults() {
        return each("accepted", (yaml, name) -> {
            ObjectMapper json = new ObjectMapper();
            JsonNode stored = json.readTree(read("accepted/" + name + ".json"));

            Manifest.Result result = Manifest.load(yaml);

            assertThat(result).isInstanceOf(Loaded.class);
            JsonNode spec = json.valueToTree(((Loaded) result).store().getSpec());
            assertThat(json.readTree(spec.toString())).isEqualTo(stored);
        });
    }

    @TestFactory
    Stream<DynamicTest> changesThatTheApiServerRefusesAreRefusedWithTheSameWords() {
        return each("changes-refused", (yaml, name) -> {
            List<String> versions = List.of(yaml.split("---\n", -1));
            KeyValueStore before = ((Loaded) Manifest.load(versions.get(0))).store();

            Manifest.Result result = Manifest.load(versions.get(1));
            Refused refused = result instanceof Loaded after
                    ? Manifest.refuseChange(before, after.store()).orElseThrow()
                    : (Refused) result;

            assertSaysTheSame(refused, read("changes-refused/" + name + ".txt").strip());
        });
    }

    @TestFactory
    Stream<DynamicTest> changesThatTheApiServerAcceptsAreAccepted() {
        return each("changes-accepted", (yaml, name) -> {
            List<String> versions = List.of(yaml.split("---\n", -1));
            KeyValueStore before = ((Loaded) Manifest.load(versions.get(0))).store();
            KeyValueStore after = ((Loaded) Manifest.load(versions.get(1))).store();

            assertThat(Manifest.refuseChange(before, after)).isEmpty();
        });
    }

    private static void assertSaysTheSame(Refused refused, String said) {
        int end = said.indexOf("is invalid: ") + "is invalid: ".length();
        List<String> lines = said.substring(end)
                .lines()
                .map(line -> line.replaceFirst("^\\* ", ""))
                .filter(line -> !line.isEmpty() && !line.startsWith("<nil>: "))
                .toList();

        assertThat(refused.problems()).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(refused.message()).startsWith(said.substring(0, end));
    }

    private interface Check {
        void of(String yaml, String name) throws IOException;
    }

    private static Stream<DynamicTest> each(String folder, Check check) {
        try (Stream<Path> files = Files.list(RECORDED.resolve(folder))) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".yaml"))
                    .map(file -> file.substring(0, file.length() - ".yaml".length()))
                    .sorted()
                    .toList();
            assertThat(names).isNotEmpty();
            return names.stream()
                    .map(name ->
                            DynamicTest.dynamicTest(name, () -> check.of(read(folder + "/" + name + ".yaml"), name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(RECORDED.resolve(file));
    }
}
