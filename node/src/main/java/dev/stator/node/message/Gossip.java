package dev.stator.node.message;

import dev.stator.ring.StoreId;
import java.util.List;

/**
 * How stores learn which of them live (SWIM, PROTOCOL §4), and what each has to say of itself. Handled by shard 0. Every message
 * tells about its sender, and carries some of the news that the sender has heard lately, a bounded number of bytes of it.
 *
 * <p>All of it is true whenever it arrives: records merge, and an answer that comes late finds nobody waiting.
 */
public sealed interface Gossip extends Message {
    /** Pairs answers with questions; unique among those that one life of the asking store has asked. */
    long id();

    /** What the sender says of itself. */
    MemberRecord sender();

    /** What it has heard of others, newest first. */
    List<MemberRecord> news();

    /** "Are you alive?" Answered by {@link Ack}. */
    record Ping(long id, MemberRecord sender, List<MemberRecord> news) implements Gossip {
        public Ping {
            news = List.copyOf(news);
        }
    }

    /** "I get no answer from {@code target}; ask it for me." Answered by {@link Ack} if it answers, else by {@link Nack}. */
    record PingRequest(long id, StoreId target, MemberRecord sender, List<MemberRecord> news) implements Gossip {
        public PingRequest {
            news = List.copyOf(news);
        }
    }

    /**
     * "I am alive", or, to a {@link PingRequest}: "it is".
     *
     * @param wallMillis what the sender's clock says (rule 17)
     */
    record Ack(long id, MemberRecord sender, List<MemberRecord> news, long wallMillis) implements Gossip {
        public Ack {
            news = List.copyOf(news);
        }
    }

    /** "It does not answer me either": whoever gets this knows at least that its own connections work (Lifeguard). */
    record Nack(long id, MemberRecord sender, List<MemberRecord> news) implements Gossip {
        public Nack {
            news = List.copyOf(news);
        }
    }

    /** "This is what I know, in short; tell me what you know otherwise." Answered by {@link Differences}. */
    record Digest(long id, MemberRecord sender, TableDigest digest) implements Gossip {
        @Override
        public List<MemberRecord> news() {
            return List.of();
        }
    }

    /**
     * All that the sender knows of the members in some buckets in which the two differ.
     *
     * @param buckets which: who asked sends back what it knows of them and the sender does not
     * @param isWhole whether these are all the buckets that differ; else there was not room for all
     */
    record Differences(long id, MemberRecord sender, List<Integer> buckets, boolean isWhole, List<MemberRecord> news)
            implements Gossip {
        public Differences {
            buckets = List.copyOf(buckets);
            news = List.copyOf(news);
        }
    }

    /** Records that the receiver lacks. Not answered. */
    record News(long id, MemberRecord sender, List<MemberRecord> news) implements Gossip {
        public News {
            news = List.copyOf(news);
        }
    }
}
