package dev.stator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.cli.local.Failure;
import dev.stator.client.Context;
import dev.stator.client.ReadResult;
import dev.stator.client.Sibling;
import dev.stator.client.StatorClient;
import dev.stator.ring.Key;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator get KEY}. */
@Command(
        name = "get",
        description = "Prints the value of a key, byte for byte.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:one version",
            "1:the store could not be asked",
            "2:wrong usage",
            "4:no value",
            "5:several versions, printed as JSON with their values in base64"
        },
        footer = {
            "",
            "Examples:",
            "  stator get cart",
            "  stator put cart 'milk, tea' --context \"$(stator get cart --context)\""
        })
final class GetCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Terminal terminal;

    @Parameters(paramLabel = "KEY", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Option(
            names = "--context",
            description = "Print the context instead: what a put needs to replace just what was read.")
    private boolean showsContext;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the value to this file.")
    private @Nullable Path out;

    @Mixin
    private StoreOption store = new StoreOption();

    GetCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Key wanted = Keys.of(key);
        try (StatorClient client = store.client()) {
            ReadResult result = client.blocking().get(wanted);
            if (result instanceof ReadResult.Found found) {
                print(found.value(), found.context());
                return 0;
            } else if (result instanceof ReadResult.Siblings siblings) {
                print(json(siblings), siblings.context());
                return Main.SEVERAL;
            } else if (result instanceof ReadResult.NotFound missing) {
                if (showsContext) {
                    terminal.out().println(missing.context());
                }
                terminal.err().println("stator: '" + key + "' " + (missing.deleted() ? "was deleted" : "has no value"));
                return Main.NOT_FOUND;
            } else if (result instanceof ReadResult.Failed failed) {
                throw new Failure(failed.reason());
            }
            throw new IllegalStateException("no such result: " + result);
        }
    }

    private void print(byte[] value, Context context) throws Failure {
        try {
            if (out != null) {
                Files.write(out, value);
            }
        } catch (IOException e) {
            throw Failure.of("cannot write " + out, e);
        }
        PrintStream stream = terminal.out();
        if (showsContext) {
            stream.println(context);
        } else if (out == null) {
            stream.write(value, 0, value.length);
            if (terminal.isWatched() && value.length > 0 && value[value.length - 1] != '\n') {
                stream.println();
            }
        }
        stream.flush();
    }

    private static byte[] json(ReadResult.Siblings siblings) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Sibling sibling : siblings.versions()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("version", sibling.version());
            entry.put("contentType", sibling.contentType());
            entry.put(
                    "lastModified", sibling.lastModified().map(Object::toString).orElse(""));
            entry.put("size", sibling.value().length);
            entry.put("value", Base64.getEncoder().encodeToString(sibling.value()));
            list.add(entry);
        }
        try {
            return (JSON.writeValueAsString(Map.of("siblings", list)) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of plain values are always JSON", e);
        }
    }
}
