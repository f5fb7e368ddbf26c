package dev.stator.client;

import java.util.Optional;

/** What a put or delete came to. Only {@link Unknown} leaves open whether it happened. */
public sealed interface WriteResult {

    /**
     * Acknowledged: enough stores hold it.
     *
     * @param context covers what the write replaced and the write itself; absent when a delete had nothing to do
     * @param siblings how many versions there are now
     * @param copies how many stores held it then, in the words of the node: {@code owners=2; hinted=0; required=2}
     * @param attempts how often it may have been carried out. Where that is more than once, what a node had of an earlier
     *     attempt when it died may come back with it, and stand once more beside what has replaced this write meanwhile (G4)
     */
    record Written(Optional<Context> context, String etag, int siblings, String copies, int attempts)
            implements WriteResult {}

    /** The condition of the write was false, so it was not done. */
    record ConditionFalse(String reason) implements WriteResult {}

    /** The request is wrong, and would be wrong again: too large, a foreign context, too many siblings. Not done. */
    record Refused(int status, String reason) implements WriteResult {}

    /** Definitely not done: no node took it up. {@code status} is HTTP's, 0 where nothing came back. */
    record NotApplied(int status, String reason) implements WriteResult {}

    /** Perhaps done, perhaps not: the same write may be sent again under its write id. */
    record Unknown(int status, String reason) implements WriteResult {}
}
