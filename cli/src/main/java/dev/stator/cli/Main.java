package dev.stator.cli;

import dev.stator.cli.local.Failure;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The {@code stator} command (API §3). Exit codes: 0 done, 1 could not be done, 2 was called wrongly, 4 the key has no value, 5 it
 * has several.
 */
@Command(
        name = "stator",
        description = "An always-writable, replicated key-value store: a local cluster, and a client for any.",
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

    private final Terminal terminal;

    @Spec
    private CommandSpec own = CommandSpec.create();

    private Main(Terminal terminal) {
        this.terminal = terminal;
    }

    public static void main(String[] args) {
        // The command speaks for itself: what libraries log would come between, and a logger costs a tenth of its life.
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(run(Terminal.ofThisProcess(), args));
    }

    /** Returns the exit code. */
    static int run(Terminal terminal, String... args) {
        CommandLine line = new CommandLine(new Main(terminal));
        commands(terminal).forEach(line::addSubcommand);
        return line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler((mistake, given) -> misused(mistake.getCommandLine(), mistake))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(command, failure))
                .execute(args);
    }

    private static List<Object> commands(Terminal terminal) {
        return List.of(
                new UpCommand(terminal),
                new DownCommand(terminal),
                new StopCommand(terminal),
                new StartCommand(terminal),
                new StatusCommand(terminal),
                new RingCommand(terminal),
                new GetCommand(terminal),
                new PutCommand(terminal),
                new DeleteCommand(),
                new PlanCommand(terminal),
                new BenchCommand(terminal),
                new ApplyCommand(terminal),
                new SuperviseCommand(terminal));
    }

    private static int misused(CommandLine command, Exception mistake) {
        String help = command.getCommandSpec().qualifiedName() + " --help";
        tell(command, mistake.getMessage() + " (see '" + help + "')");
        return MISUSED;
    }

    private static int failed(CommandLine command, Exception failure) throws Exception {
        if (failure instanceof Misuse) {
            return misused(command, failure);
        }
        if (failure instanceof Failure) {
            tell(command, String.valueOf(failure.getMessage()));
            return FAILED;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
        throw failure;
    }

    /** In one line, as errors are; kubectl, whose words some are, lists several problems below each other. */
    private static void tell(CommandLine command, String text) {
        String line = text.strip()
                .replaceAll(":\\s*\n\\* ", ": ")
                .replaceAll("\\s*\n\\* ", "; ")
                .replaceAll("\\s*\n\\s*", " ");
        command.getErr().println("stator: " + line);
    }

    /** Alone, the command tells what there is. */
    @Override
    public Integer call() {
        own.commandLine().usage(terminal.out());
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
