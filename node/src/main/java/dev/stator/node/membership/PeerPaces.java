package dev.stator.node.membership;

import dev.stator.node.message.Calls;
import dev.stator.node.port.Clock;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which peers are slow though alive (fail-slow: a dying disk, a bad port), judged by how long they take to answer and how often they
 * do not, against their peers (PROTOCOL §4). A peer is
 *
 * <ol>
 *   <li>slow when its moving average is over 20 ms and over five times the median of the others', or when half of what it is asked
 *       fails, or stays unanswered for as long, while the others answer;
 *   <li>no longer slow when for at least its probation it is under 10 ms, or under twice that median, and answers; also when nothing
 *       was asked of it for so long, for else a peer that is asked nothing could never prove itself. Probation begins at 10 s and
 *       doubles each time, so that a peer which only seems well is not taken back every few seconds.
 * </ol>
 *
 * Reads and writes are judged apart, since a write waits for a disk. One shard's; it reads no clock. One loop.
 */
public final class PeerPaces {
    private static final int SAMPLES_MIN = 16;
    private static final double WEIGHT = 1.0 / 16;
    private static final double SLOW_NANOS_MIN = 20e6;
    private static final double WELL_NANOS = 10e6;
    private static final double SLOW_RATIO = 5;
    private static final double WELL_RATIO = 2;
    private static final double SILENT_SHARE = 0.5;
    private static final double WELL_SILENT_SHARE = 0.1;
    private static final long PROBATION_MILLIS_MIN = 10_000;
    private static final long PROBATION_MILLIS_MAX = 300_000;

    /** Averages of one kind. */
    private static final class Track {
        double nanos;
        double silentShare;
        int samples;
        Clock.@Nullable Ticks askedLast;

        void answered(long took) {
            nanos += (took - nanos) * (nanos == 0 ? 1 : WEIGHT);
            count(0);
        }

        void unanswered() {
            count(1);
        }

        private void count(int silent) {
            silentShare += (silent - silentShare) * WEIGHT;
            samples = Math.min(SAMPLES_MIN, samples + 1);
        }

        boolean isKnown() {
            return samples >= SAMPLES_MIN;
        }
    }

    private static final class Pace {
        final Track[] tracks = {new Track(), new Track()};
        Clock.@Nullable Ticks slowSince;
        long probationMillis = PROBATION_MILLIS_MIN;

        void begin() {
            tracks[0] = new Track();
            tracks[1] = new Track();
        }
    }

    private final Map<StoreId, Pace> paces = new TreeMap<>();

    /**
     * One question to a peer has ended.
     *
     * @param ending where nobody waits any longer, it took at least so long
     * @return whether the peer has become slow by it
     */
    public boolean add(StoreId peer, Calls.Ask ask, long nanos, Calls.Ending ending, Clock.Ticks now) {
        Pace pace = paces.computeIfAbsent(peer, unknown -> new Pace());
        Track track = track(pace, ask);
        track.askedLast = now;
        if (ending == Calls.Ending.ANSWERED) {
            track.answered(nanos);
        } else if (ending == Calls.Ending.FAILED
                || nanos > SLOW_NANOS_MIN
                        && nanos > slowNanos(reference(peer, ask))) { // else given up before that would have been slow
            track.unanswered();
        }
        if (pace.slowSince != null || !isSlow(peer, ask, track)) {
            return false;
        }
        pace.slowSince = now;
        return true;
    }

    /** To be called about once a second: the peers that are no longer slow, ascending. */
    public List<StoreId> recovered(Clock.Ticks now) {
        List<StoreId> recovered = new ArrayList<>();
        paces.forEach((peer, pace) -> {
            if (pace.slowSince != null
                    && pace.slowSince.millisUntil(now) >= pace.probationMillis
                    && isWell(peer, pace, now)) {
                pace.slowSince = null;
                pace.probationMillis = Math.min(PROBATION_MILLIS_MAX, 2 * pace.probationMillis);
                pace.begin();
                recovered.add(peer);
            }
        });
        return recovered;
    }

    public boolean isSlow(StoreId peer) {
        Pace pace = paces.get(peer);
        return pace != null && pace.slowSince != null;
    }

    private static boolean isUnasked(Track track, Clock.Ticks now) {
        return track.askedLast == null || track.askedLast.millisUntil(now) >= PROBATION_MILLIS_MIN;
    }

    private boolean isSlow(StoreId peer, Calls.Ask ask, Track track) {
        boolean mayBe = track.isKnown() && (track.nanos > SLOW_NANOS_MIN || track.silentShare > SILENT_SHARE);
        Track reference = mayBe ? reference(peer, ask) : null; // of all peers: not with each of their answers
        return reference != null
                && (track.nanos > slowNanos(reference)
                        || track.silentShare > SILENT_SHARE && reference.silentShare < WELL_SILENT_SHARE);
    }

    /** From where on an answer is slow, with this peer for comparison; endless without one. */
    private static double slowNanos(@Nullable Track reference) {
        return reference == null ? Double.MAX_VALUE : Math.max(SLOW_NANOS_MIN, SLOW_RATIO * reference.nanos);
    }

    /** In what it is asked for, that is: who is slow is asked last, and for reads that is often never. */
    private boolean isWell(StoreId peer, Pace pace, Clock.Ticks now) {
        return Arrays.stream(Calls.Ask.values()).allMatch(ask -> {
            Track track = track(pace, ask);
            if (isUnasked(track, now)) {
                return true;
            }
            Track reference = reference(peer, ask);
            double limit = Math.max(WELL_NANOS, reference == null ? 0 : WELL_RATIO * reference.nanos);
            return track.nanos < limit && track.silentShare < WELL_SILENT_SHARE;
        });
    }

    /** The peer in the middle of the others, the faster of two; null when nothing is known of any. */
    private @Nullable Track reference(StoreId peer, Calls.Ask ask) {
        List<Track> others = new ArrayList<>();
        paces.forEach((other, pace) -> {
            if (!other.equals(peer) && track(pace, ask).isKnown()) {
                others.add(track(pace, ask));
            }
        });
        others.sort((a, b) -> Double.compare(a.nanos, b.nanos));
        return others.isEmpty() ? null : others.get((others.size() - 1) / 2);
    }

    private static Track track(Pace pace, Calls.Ask ask) {
        return pace.tracks[ask == Calls.Ask.READ ? 0 : 1];
    }

    /** Forgets who is none of these. */
    public void retain(Set<StoreId> members) {
        paces.keySet().retainAll(members);
    }
}
