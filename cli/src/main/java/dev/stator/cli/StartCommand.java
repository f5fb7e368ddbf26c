package dev.stator.cli;

import dev.stator.cli.local.Failure;
import dev.stator.cli.local.LocalCommands;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator start NODE}. */
@Command(
        name = "start",
        description = "Brings a stopped node of the local cluster back, and waits until it serves.",
        mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "NODE", description = "The node's name, as 'stator status' shows it.")
    private String node = "";

    @Option(names = "--wipe", description = "With an empty disk. Comes with a later version.")
    private boolean isWipe;

    @Option(
            names = "--accept-rollback",
            description =
                    "Where the store is in doubt, because its disk went back in time: it goes on as itself. What it"
                            + " had acknowledged since may be lost, and deletes since then may be undone.")
    private boolean isRollbackAccepted;

    @Mixin
    private DataOption data = new DataOption();

    StartCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (isWipe) {
            throw new Failure(
                    "starting a node with an empty disk comes with a later version: its data would have to be moved"
                            + " to a new store; nothing was changed");
        }
        if (isRollbackAccepted) {
            LocalCommands.acceptRollback(data.directory(), node);
        }
        terminal.out().println(LocalCommands.start(data.directory(), node));
        return 0;
    }
}
