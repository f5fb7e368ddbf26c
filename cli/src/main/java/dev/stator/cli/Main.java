package dev.stator.cli;

import dev.stator.cli.local.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The {@code stator} command (API §3). Exit codes: 0 done, 1 could not be done, 2 was called wrongly, 4 the key has no value, 5 it
 * has several.
 */
@Command(
        name = "stator",
        description = "An always-writable, replicated key-value store: a local cluster, and a client for any.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StopCommand.class,
            StartCommand.class,
            StatusCommand.class,
            RingCommand.class,
            GetCommand.class,
            PutCommand.class,
            DeleteCommand.class,
            PlanCommand.class,
            BenchCommand.class,
            ApplyCommand.class,
            SuperviseCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {
            "",
            "Start here:",
            "  stator up --detach        three nodes on this machine",
            "  stator put cart milk",
            "  stator get cart",
            "  stator status",
            "  stator down"
        })
public final class Main implements Callable<Integer> {
    static final int FAILED = 1;
    static final int MISUSED = 2;
    static final int NOT_FOUND = 4;
    static final int SEVERAL = 5;

    public static void main(String[] args) {
        // The command speaks for itself: what libraries log would come between, and a logger costs a tenth of its life.
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::misused)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(command, failure));
    }

    private static int misused(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        command.getErr()
                .println("stator: " + oneLine(String.valueOf(mistake.getMessage())) + " (see '"
                        + command.getCommandSpec().qualifiedName() + " --help')");
        return MISUSED;
    }

    private static int failed(CommandLine command, Exception failure) throws Exception {
        if (failure instanceof Failure) {
            command.getErr().println("stator: " + failure.getMessage());
            return FAILED;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
        throw failure;
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ');
    }

    /** Alone, the command tells what there is. */
    @Override
    public Integer call() {
        commandLine().usage(System.out);
        return 0;
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"stator " + (version == null ? "development" : version)};
        }
    }
}
