package dev.stator.cli;

import dev.stator.cli.local.Failure;
import dev.stator.client.Context;
import dev.stator.client.WriteOptions;
import dev.stator.client.WriteResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What puts and deletes have in common. */
final class WriteOption {
    @Option(
            names = "--context",
            paramLabel = "TOKEN",
            description = "Replace just what this context has seen, as 'stator get --context' prints it.")
    private @Nullable String context;

    WriteOptions asked() throws Misuse {
        try {
            return context == null ? WriteOptions.PLAIN : WriteOptions.PLAIN.withContext(new Context(context));
        } catch (IllegalArgumentException e) {
            throw Misuse.because(e);
        }
    }

    /** The exit code of a write that was done. */
    static int report(WriteResult result) throws Failure {
        if (result instanceof WriteResult.Written) {
            return 0;
        } else if (result instanceof WriteResult.Unknown unknown) {
            throw new Failure("the write may have been done or not: " + unknown.reason());
        } else if (result instanceof WriteResult.NotApplied not) {
            throw new Failure("not written: " + not.reason());
        } else if (result instanceof WriteResult.Refused refused) {
            throw new Failure("not written: " + refused.reason());
        } else if (result instanceof WriteResult.ConditionFalse condition) {
            throw new Failure("not written: " + condition.reason());
        }
        throw new IllegalStateException("no such result: " + result);
    }
}
