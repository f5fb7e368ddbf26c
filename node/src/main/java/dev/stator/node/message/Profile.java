package dev.stator.node.message;

import dev.stator.ring.Endpoint;

/** What a store says of itself that others route by, and that seldom changes: where it is, and how full its disk is. */
public record Profile(Endpoint endpoint, DiskState disk) {}
