package dev.stator.node.http;

import io.netty.handler.codec.DateFormatter;
import io.netty.util.AsciiString;
import java.util.Date;

/** The {@code Date} of answers (RFC 9110 §6.6.1), written once a second. Any thread. */
final class DateLine {
    private record Second(long second, AsciiString text) {}

    private volatile Second last = new Second(Long.MIN_VALUE, AsciiString.EMPTY_STRING);

    @SuppressWarnings("JavaUtilDate") // what Netty's formatter takes
    AsciiString at(long millis) {
        long second = Math.floorDiv(millis, 1000L);
        Second known = last;
        if (known.second() != second) { // two threads may both write it: the same
            known = new Second(second, AsciiString.cached(DateFormatter.format(new Date(second * 1000))));
            last = known;
        }
        return known.text();
    }
}
