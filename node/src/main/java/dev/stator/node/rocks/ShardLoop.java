package dev.stator.node.rocks;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A shard's loop as this room sees it: where its completions go. One that has ended has nobody left to be told. */
record ShardLoop(Executor executor) {
    private static final Logger log = LoggerFactory.getLogger(ShardLoop.class);

    /** @return whether the task will run */
    boolean run(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            log.debug("a loop ended before its storage did");
            return false;
        }
    }
}
