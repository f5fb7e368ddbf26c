package dev.stator.node.membership;

/**
 * How gossip goes (PROTOCOL §4).
 *
 * @param periodMillis one other member is probed in each; shorter finds the dead sooner and costs more
 * @param timeoutMillis how long a probe waits before others are asked to probe; several times the slowest round trip
 * @param indirectProbes how many are asked: the chance that a lossy way condemns a member falls with each
 * @param suspicionPeriods a confirmed suspect has this, times max(1, log10 n), periods to contradict: news must reach it and come
 *     back, and both take about log n
 * @param unconfirmedFactor a suspicion that nobody confirms lasts so many times longer: it may be the accuser who is deaf
 * @param confirmationsMax so many others who found the member silent, too, make the suspicion as short as it gets
 * @param newsFactor each piece of news is told this, times log10 n, times
 * @param newsBytesMax what one message carries of news, in bytes; with the period this bounds what gossip costs
 * @param newsMax how many pieces of news are kept; past it those told most often go
 * @param tableBytesMax what one answer of a push-pull carries, in bytes
 * @param pushPullMillis how often tables are compared with one other member: what news has missed is found then
 * @param lagMillisMax a node whose own loop was this late accuses nobody for what it did not hear meanwhile
 * @param deadProbePeriods one of the dead is probed every so many periods, or two halves of a cluster would never meet again
 * @param startingPeriods so long after it first heard from somebody, a node takes what it hears of itself for its own past
 */
public record MembershipSettings(
        int periodMillis,
        int timeoutMillis,
        int indirectProbes,
        int suspicionPeriods,
        int unconfirmedFactor,
        int confirmationsMax,
        int newsFactor,
        int newsBytesMax,
        int newsMax,
        int tableBytesMax,
        int pushPullMillis,
        int lagMillisMax,
        int deadProbePeriods,
        int startingPeriods) {

    public static final MembershipSettings DEFAULTS =
            new MembershipSettings(1_000, 500, 3, 4, 3, 3, 4, 1_024, 4_096, 16 << 10, 30_000, 250, 5, 5);

    public MembershipSettings {
        if (timeoutMillis < 1 || periodMillis < 2 * timeoutMillis) {
            throw new IllegalArgumentException("two timeouts of " + timeoutMillis
                    + " ms, direct and indirect, must fit into a period of " + periodMillis + " ms");
        }
    }

    /** How often a piece of news is told in a cluster of {@code members}. */
    int tellings(int members) {
        return newsFactor * (int) Math.ceil(Math.log10(members + 1.0));
    }

    /** How long a suspect has to contradict when {@code accusers} found it silent, in a cluster of {@code members}. */
    long suspicionMillis(int members, int accusers) {
        double shortest = suspicionPeriods * Math.max(1, Math.log10(members)) * periodMillis;
        int most = Math.min(confirmationsMax, Math.max(0, members - 2)); // all but the accuser and the suspect
        double confirmed = most == 0 ? 1 : Math.min(1, Math.log(accusers) / Math.log(most + 1.0));
        return Math.round(shortest * (unconfirmedFactor - (unconfirmedFactor - 1) * confirmed));
    }
}
