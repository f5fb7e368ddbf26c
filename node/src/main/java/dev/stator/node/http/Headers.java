package dev.stator.node.http;

import io.netty.util.AsciiString;

/** The header names of the API that are not HTTP's own. */
final class Headers {
    static final AsciiString CONTEXT = AsciiString.cached("stator-context");
    static final AsciiString SIBLINGS = AsciiString.cached("stator-siblings");
    static final AsciiString WRITE = AsciiString.cached("stator-write");
    static final AsciiString WRITE_ID = AsciiString.cached("stator-write-id");
    static final AsciiString TIMEOUT = AsciiString.cached("stator-timeout");
    static final AsciiString PREFER = AsciiString.cached("prefer");
    static final AsciiString PREFERENCE_APPLIED = AsciiString.cached("preference-applied");
    static final AsciiString LINK = AsciiString.cached("link");

    static final AsciiString OCTET_STREAM = AsciiString.cached("application/octet-stream");
    static final AsciiString JSON = AsciiString.cached("application/json");
    static final AsciiString PROBLEM_JSON = AsciiString.cached("application/problem+json");
    static final AsciiString ACCEPT = AsciiString.cached("Accept");

    private Headers() {}
}
