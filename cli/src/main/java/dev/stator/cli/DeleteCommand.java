package dev.stator.cli;

import dev.stator.client.StatorClient;
import dev.stator.client.WriteOptions;
import dev.stator.ring.Key;
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
    private WriteOption options = new WriteOption();

    @Mixin
    private StoreOption store = new StoreOption();

    @Override
    public Integer call() throws Exception {
        Key wanted = Keys.of(key);
        WriteOptions how = options.asked();
        try (StatorClient client = store.client()) {
            return WriteOption.report(client.blocking().delete(wanted, how));
        }
    }
}
