package dev.stator.node.wire;

import dev.stator.node.message.Message;

/**
 * The limits of the internode port.
 *
 * @param frameBytesMax the longest frame, sent or taken; must hold the largest state of a key
 * @param queueBytesMax what may wait for one peer on one shard; beyond it new messages are dropped, and the rooms retry. One
 *     message is always taken, however large
 * @param ringBytesMax the longest ring that the ring API takes
 * @param pingMillis how often each connection is asked whether it lives; two unanswered pings close it
 * @param dialMillis how long it may take from the dial to the end of the handshake
 * @param ageMillisMax data messages older than this are dropped (PROTOCOL rule 15), and connections that were silent as long
 * @param redialMillisMin how long to wait after the first failed dial; doubles with each further one
 * @param redialMillisMax the longest wait between two dials of a member
 * @param idleMillisMax a connection to a store that is not to be kept connected is closed when nothing was sent for so long
 */
public record WireSettings(
        int frameBytesMax,
        int queueBytesMax,
        int ringBytesMax,
        int pingMillis,
        int dialMillis,
        int ageMillisMax,
        int redialMillisMin,
        int redialMillisMax,
        int idleMillisMax) {

    /** The least a frame limit can be: handshakes must fit. */
    private static final int FRAME_BYTES_MIN = 4096;

    public static final WireSettings DEFAULTS = new WireSettings(
            256 << 20, 32 << 20, 16 << 20, 1_000, 2_000, Message.AGE_MILLIS_MAX_ON_ARRIVAL, 50, 2_000, 300_000);

    public WireSettings {
        require("frameBytesMax", frameBytesMax, FRAME_BYTES_MIN);
        require("queueBytesMax", queueBytesMax, 1);
        require("ringBytesMax", ringBytesMax, 1);
        require("pingMillis", pingMillis, 1);
        require("dialMillis", dialMillis, 1);
        require("ageMillisMax", ageMillisMax, 1);
        require("redialMillisMin", redialMillisMin, 1);
        require("redialMillisMax", redialMillisMax, redialMillisMin);
        require("idleMillisMax", idleMillisMax, 1);
    }

    private static void require(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", not " + value);
        }
    }
}
