package dev.stator.cli;

import dev.stator.cli.local.LocalCluster;
import java.util.concurrent.atomic.AtomicReference;

/** On Ctrl-C or SIGTERM, and at any other end of this process: stops the nodes that run, and those that are just starting. */
final class StopOnSignal {
    private final Thread starter;
    private final AtomicReference<LocalCluster> running = new AtomicReference<>();

    private StopOnSignal(Thread starter) {
        this.starter = starter;
    }

    /** To be called by the thread that will start the cluster, before it does. */
    static StopOnSignal install() {
        StopOnSignal signal = new StopOnSignal(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop"));
        return signal;
    }

    void started(LocalCluster cluster) {
        running.set(cluster);
    }

    private void stop() {
        try {
            LocalCluster cluster = running.get();
            if (cluster == null) {
                starter.interrupt(); // who starts a cluster stops what is there of it, when it is interrupted
                starter.join(LocalCluster.STOP_MILLIS_MAX);
                cluster = running.get(); // it had just ended starting
            }
            if (cluster != null) {
                cluster.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
