package dev.stator.cli.local;

/** The three ports of one node on 127.0.0.1. */
record NodePorts(int http, int internode, int admin) {
    String url() {
        return "https://127.0.0.1:" + http;
    }

    String adminUrl() {
        return "http://127.0.0.1:" + admin;
    }
}
