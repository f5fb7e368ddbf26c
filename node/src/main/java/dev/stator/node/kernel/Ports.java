package dev.stator.node.kernel;

import dev.stator.node.port.Clock;
import dev.stator.node.port.Network;
import dev.stator.node.port.Randomness;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Telemetry;
import dev.stator.node.port.Timers;

/** The doors of one shard. */
public record Ports(
        Clock clock, Timers timers, Network network, Storage storage, Randomness randomness, Telemetry telemetry) {}
