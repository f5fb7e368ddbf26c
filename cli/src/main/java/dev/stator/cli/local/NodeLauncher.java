package dev.stator.cli.local;

/** Starts the process of a node, whose directory and configuration are ready. A port of the supervisor's. */
interface NodeLauncher {
    ProcessHandle start(String node) throws Failure;
}
