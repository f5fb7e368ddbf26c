package dev.stator.node.record;

import dev.stator.node.port.Telemetry;

/** Says nothing. */
final class SilentTelemetry implements Telemetry {
    @Override
    public void request(Operation operation, Ending ending, long nanos) {}

    @Override
    public void siblings(int count) {}

    @Override
    public void count(Counter counter) {}

    @Override
    public void warn(String message) {}
}
