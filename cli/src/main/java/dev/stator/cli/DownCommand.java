package dev.stator.cli;

import dev.stator.cli.local.LocalCommands;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stator down}. */
@Command(name = "down", description = "Stops the local cluster; its data is kept.", mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DataOption data = new DataOption();

    DownCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        terminal.out().println(LocalCommands.down(data.directory()));
        return 0;
    }
}
