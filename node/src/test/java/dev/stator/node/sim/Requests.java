package dev.stator.node.sim;

import dev.stator.node.message.ClientWrite;
import dev.stator.ring.Key;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Brings users' requests to nodes and their endings back, and tells the history of both. */
final class Requests {
    private final Cluster cluster;
    private boolean isCalm;

    Requests(Cluster cluster) {
        this.cluster = cluster;
    }

    /** From now on every request must succeed. */
    void calm() {
        isCalm = true;
    }

    /** A new write, made by its number. */
    UserWrite write(IntFunction<ClientWrite> made) {
        History history = cluster.history();
        int number = history.writes().size();
        UserWrite write = new UserWrite(number, made.apply(number));
        history.writes().add(write);
        return write;
    }

    void get(int user, Key key, SimNode node, int timeoutMillis, Consumer<Operation> then) {
        Operation operation = new Operation(next(), user, key, node, now(), timeoutMillis, isCalm, null);
        Runnable lost = begin(operation, then);
        node.kernel().get(key, timeoutMillis, outcome -> {
            if (isFirst(operation)) {
                operation.end(now(), outcome);
                end(operation, lost, then);
            }
        });
    }

    void send(int user, UserWrite write, SimNode node, int timeoutMillis, Consumer<Operation> then) {
        ClientWrite request = write.request();
        Operation operation = new Operation(next(), user, request.key(), node, now(), timeoutMillis, isCalm, write);
        Runnable lost = begin(operation, then);
        node.kernel().write(request, timeoutMillis, outcome -> {
            if (isFirst(operation)) {
                operation.end(now(), outcome);
                end(operation, lost, then);
            }
        });
    }

    private int next() {
        return cluster.history().operations().size();
    }

    private long now() {
        return cluster.scheduler().now();
    }

    private Runnable begin(Operation operation, Consumer<Operation> then) {
        cluster.history().begun(operation);
        Runnable lost = () -> {
            if (!operation.hasEnded()) {
                operation.lose(now());
                cluster.history().ended(operation);
                cluster.scheduler().after(0, () -> then.accept(operation));
            }
        };
        operation.node().onDeath(lost);
        return lost;
    }

    private boolean isFirst(Operation operation) {
        if (operation.hasEnded()) {
            cluster.history().violated("every request ends once", operation.toString());
        }
        return !operation.hasEnded();
    }

    private void end(Operation operation, Runnable lost, Consumer<Operation> then) {
        operation.node().forget(lost);
        cluster.history().ended(operation);
        cluster.scheduler().after(0, () -> then.accept(operation));
    }
}
