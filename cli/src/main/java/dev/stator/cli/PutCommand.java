package dev.stator.cli;

import dev.stator.cli.local.Failure;
import dev.stator.client.StatorClient;
import dev.stator.client.WriteOptions;
import dev.stator.ring.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator put KEY [VALUE | -f FILE | -]}. */
@Command(
        name = "put",
        description = "Writes a value; without --context it replaces whatever the key has.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  stator put cart milk",
            "  stator put photo -f cat.jpg --content-type image/jpeg",
            "  date | stator put now -"
        })
final class PutCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "KEY", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "The value; - reads standard input.")
    private @Nullable String value;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Take the value from this file, - for standard input.")
    private @Nullable Path file;

    @Option(names = "--content-type", paramLabel = "TYPE", description = "Kept with the value.")
    private String contentType = "";

    @Mixin
    private WriteOption options = new WriteOption();

    @Mixin
    private StoreOption store = new StoreOption();

    PutCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        Key wanted = Keys.of(key);
        WriteOptions how = how();
        if (value != null) {
            Keys.requireReadable("VALUE (-f FILE and - take any bytes)", value);
        }
        byte[] bytes = bytes();
        try (StatorClient client = store.client()) {
            return WriteOption.report(client.blocking().put(wanted, bytes, how));
        }
    }

    private WriteOptions how() throws Misuse {
        try {
            return options.asked().withContentType(contentType);
        } catch (IllegalArgumentException e) {
            throw Misuse.because(e);
        }
    }

    private byte[] bytes() throws Failure, Misuse {
        if ((value == null) == (file == null)) {
            throw new Misuse("give one of VALUE, -f FILE, and - for standard input");
        }
        try {
            if (isFromInput()) {
                return terminal.in().readAllBytes();
            }
            return file == null ? String.valueOf(value).getBytes(StandardCharsets.UTF_8) : Files.readAllBytes(file);
        } catch (IOException e) {
            throw Failure.of("cannot read " + (isFromInput() ? "standard input" : file), e);
        }
    }

    private boolean isFromInput() {
        return "-".equals(value) || file != null && file.toString().equals("-");
    }
}
