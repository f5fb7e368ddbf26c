package dev.stator.cli;

import dev.stator.cli.local.Failure;
import dev.stator.client.StatorClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stator delete KEY}. */
@Command(
        name = "delete",
        description =
                "Deletes a key's value; without --context whatever it has. Of a key without value: nothing to do, exit 0.",
        mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "KEY", description = "The key, 1 to 1024 bytes.")
    private String key = "";

    @Mixin
    private PutCommand.WriteOption options = new PutCommand.WriteOption();

    @Mixin
    private StoreOption store = new StoreOption();

    @Override
    public Integer call() throws Exception {
        try (StatorClient client = store.client()) {
            return options.report(client.blocking().delete(GetCommand.Keys.of(key), options.asked()));
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }
}
