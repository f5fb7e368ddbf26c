package dev.stator.node.port;

/** Counts nothing. */
public final class NoTelemetry implements Telemetry {
    @Override
    public void request(Operation operation, Ending ending, long nanos) {}

    @Override
    public void siblings(int count) {}

    @Override
    public void count(Counter counter) {}

    @Override
    public void warn(String message) {}
}
