package dev.stator.cli.bench;

import dev.stator.client.ReadResult;
import dev.stator.client.WriteResult;
import org.jspecify.annotations.Nullable;

/** Why an operation did not do what it should, in words for who reads a report. */
final class Mishap {
    private Mishap() {}

    static String of(@Nullable Object result, @Nullable Throwable failure) {
        if (failure != null) {
            return failure.getMessage() == null ? failure.toString() : failure.getMessage();
        } else if (result instanceof WriteResult.Refused refused) {
            return worded(refused.status(), refused.reason());
        } else if (result instanceof WriteResult.NotApplied not) {
            return worded(not.status(), not.reason());
        } else if (result instanceof WriteResult.Unknown unknown) {
            return worded(unknown.status(), unknown.reason());
        } else if (result instanceof WriteResult.ConditionFalse condition) {
            return condition.reason();
        } else if (result instanceof ReadResult.Failed failed) {
            return worded(failed.status(), failed.reason());
        }
        throw new IllegalStateException("no mishap: " + result);
    }

    /** @param status HTTP's, 0 where nothing came back */
    private static String worded(int status, String reason) {
        return status == 0 ? reason : status + ", " + reason;
    }
}
