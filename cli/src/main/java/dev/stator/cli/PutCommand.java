package dev.stator.cli;

import dev.stator.cli.local.Failure;
import dev.stator.client.Context;
import dev.stator.client.StatorClient;
import dev.stator.client.WriteOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(index = "0", paramLabel = "KEY", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "The value; - reads standard input.")
    private @Nullable String value;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Take the value from this file.")
    private @Nullable Path file;

    @Option(names = "--content-type", paramLabel = "TYPE", description = "Kept with the value.")
    private String contentType = "";

    @Mixin
    private WriteOption options = new WriteOption();

    @Mixin
    private StoreOption store = new StoreOption();

    @Override
    public Integer call() throws Exception {
        byte[] bytes = bytes();
        try (StatorClient client = store.client()) {
            WriteOptions how = options.asked().withContentType(contentType);
            return options.report(client.blocking().put(GetCommand.Keys.of(key), bytes, how));
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    private byte[] bytes() throws Failure {
        if (spec != null && (value == null) == (file == null)) {
            throw new ParameterException(spec.commandLine(), "give a VALUE, -f FILE, or - for standard input");
        }
        try {
            if (file != null) {
                return Files.readAllBytes(file);
            }
            return "-".equals(value)
                    ? System.in.readAllBytes()
                    : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new Failure("cannot read the value: " + e, e);
        }
    }

    /** What puts and deletes have in common. */
    static final class WriteOption {
        @Option(
                names = "--context",
                paramLabel = "TOKEN",
                description = "Replace just what this context has seen, as 'stator get --context' prints it.")
        private @Nullable String context;

        WriteOptions asked() {
            return context == null ? WriteOptions.PLAIN : WriteOptions.PLAIN.withContext(new Context(context));
        }

        int report(dev.stator.client.WriteResult result) throws Failure {
            if (result instanceof dev.stator.client.WriteResult.Written) {
                return 0;
            } else if (result instanceof dev.stator.client.WriteResult.Unknown unknown) {
                throw new Failure("the write may have been done or not: " + unknown.reason());
            } else if (result instanceof dev.stator.client.WriteResult.NotApplied not) {
                throw new Failure("not written: " + not.reason());
            } else if (result instanceof dev.stator.client.WriteResult.Refused refused) {
                throw new Failure("not written: " + refused.reason());
            } else if (result instanceof dev.stator.client.WriteResult.ConditionFalse condition) {
                throw new Failure("not written: " + condition.reason());
            }
            throw new IllegalStateException("no such result: " + result);
        }
    }
}
