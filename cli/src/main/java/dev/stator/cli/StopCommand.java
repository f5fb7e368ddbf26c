package dev.stator.cli;

import dev.stator.cli.local.LocalCommands;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stator stop NODE}. */
@Command(
        name = "stop",
        description = "Takes one node of the local cluster down, until 'stator start' brings it back.",
        mixinStandardHelpOptions = true)
final class StopCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "NODE", description = "The node's name, as 'stator status' shows it.")
    private String node = "";

    @Option(names = "--kill", description = "With SIGKILL, as a crash would.")
    private boolean isKill;

    @Mixin
    private DataOption data = new DataOption();

    StopCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        terminal.out().println(LocalCommands.stop(data.directory(), node, isKill));
        return 0;
    }
}
