package dev.stator.node.sim;

import dev.stator.node.message.ReadOutcome;
import dev.stator.node.message.WriteOutcome;
import dev.stator.ring.Key;
import org.jspecify.annotations.Nullable;

/** One request of one user to one node, from its begin to its end. Times in nanoseconds. */
final class Operation {
    private final int number;
    private final int user;
    private final Key key;
    private final SimNode node;
    private final long begun;
    private final int timeoutMillis;
    private final boolean isCalm;
    private final long pausedBefore;
    private final @Nullable UserWrite write;
    private long ended = -1;
    private @Nullable ReadOutcome read;
    private @Nullable WriteOutcome outcome;
    private boolean isLost;

    /** @param write null for a get; {@code isCalm} when faults have stopped long before */
    Operation(
            int number,
            int user,
            Key key,
            SimNode node,
            long begun,
            int timeoutMillis,
            boolean isCalm,
            @Nullable UserWrite write) {
        this.number = number;
        this.user = user;
        this.key = key;
        this.node = node;
        this.begun = begun;
        this.timeoutMillis = timeoutMillis;
        this.isCalm = isCalm;
        this.pausedBefore = node.pausedNanos();
        this.write = write;
    }

    int number() {
        return number;
    }

    int user() {
        return user;
    }

    Key key() {
        return key;
    }

    SimNode node() {
        return node;
    }

    long begun() {
        return begun;
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    boolean isCalm() {
        return isCalm;
    }

    @Nullable
    UserWrite write() {
        return write;
    }

    boolean hasEnded() {
        return ended >= 0;
    }

    long ended() {
        return ended;
    }

    /** How long its node stood still meanwhile. */
    long pausedNanos() {
        return node.pausedNanos() - pausedBefore;
    }

    @Nullable
    ReadOutcome read() {
        return read;
    }

    @Nullable
    WriteOutcome outcome() {
        return outcome;
    }

    /** Its node died before it answered. */
    boolean isLost() {
        return isLost;
    }

    boolean isRejected() {
        return outcome instanceof WriteOutcome.Rejected
                || outcome instanceof WriteOutcome.ConditionFailed
                || outcome instanceof WriteOutcome.TooManySiblings;
    }

    void end(long at, ReadOutcome how) {
        ended = at;
        read = how;
    }

    void end(long at, WriteOutcome how) {
        ended = at;
        outcome = how;
    }

    void lose(long at) {
        ended = at;
        isLost = true;
    }

    @Override
    public String toString() {
        String what = write == null ? "get" : write.toString();
        Object how = read != null ? read : outcome != null ? outcome : isLost ? "lost" : "under way";
        return "#" + number + " user" + user + " " + what + " of " + key + " at " + node + " t=" + begun / 1e9 + ": "
                + how;
    }
}
