package dev.stator.node.membership;

import dev.stator.node.message.Gossip;
import dev.stator.node.message.MemberRecord;
import dev.stator.node.message.TableDigest;
import dev.stator.node.port.Randomness;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares tables with one member at a time, so that what news has missed is found at last (push-pull):
 *
 * <ol>
 *   <li>We send a {@link TableDigest} of a kilobyte.
 *   <li>The other answers with all that it knows of the members in the buckets that differ, as far as they fit; which it begins
 *       with is left to chance, so that all get their turn.
 *   <li>We take what is newer, and send back what it does not have.
 * </ol>
 *
 * Two tables that agree cost a kilobyte, whatever their size. A table far behind catches up at some kilobytes a period. One loop.
 */
final class PushPull {
    private final StoreId self;
    private final MembershipSettings settings;
    private final MemberTable table;
    private final Mouth mouth;
    private final Randomness randomness;
    private long asked;
    private boolean isBehind;

    PushPull(StoreId self, MembershipSettings settings, MemberTable table, Mouth mouth, Randomness randomness) {
        this.self = self;
        this.settings = settings;
        this.table = table;
        this.mouth = mouth;
        this.randomness = randomness;
    }

    /** Asks a member by chance. True when the last answer had no room for all that differs: ask again soon. */
    boolean begin() {
        int size = table.roster().size();
        if (size > 0) {
            StoreId to = table.roster().store(randomness.below(size));
            if (!to.equals(self)) {
                asked = mouth.digest(to, table.digest());
            }
        }
        boolean again = isBehind;
        isBehind = false;
        return again;
    }

    void answer(StoreId to, Gossip.Digest theirs) {
        List<Integer> differing = table.digest().differences(theirs.digest());
        List<Integer> told = new ArrayList<>();
        List<MemberRecord> records = new ArrayList<>();
        int bytes = 0;
        int first = differing.isEmpty() ? 0 : randomness.below(differing.size());
        for (int turn = 0; turn < differing.size(); turn++) {
            int bucket = differing.get((first + turn) % differing.size());
            List<MemberRecord> inBucket = table.bucket(bucket);
            bytes += inBucket.stream().mapToInt(NewsBoard::bytesOf).sum();
            if (!told.isEmpty() && bytes > settings.tableBytesMax()) {
                break;
            }
            told.add(bucket);
            records.addAll(inBucket);
        }
        mouth.differences(to, theirs.id(), told, told.size() == differing.size(), records);
    }

    /** What the other knows is believed by now; it gets what it does not have. */
    void sendBack(StoreId to, Gossip.Differences theirs) {
        if (theirs.id() != asked) {
            return;
        }
        isBehind = !theirs.isWhole();
        Map<StoreId, MemberRecord> known = new HashMap<>();
        theirs.news().forEach(record -> known.put(record.store(), record));
        List<MemberRecord> lacking = new ArrayList<>();
        int bytes = 0;
        for (int bucket : theirs.buckets()) {
            for (MemberRecord mine : table.bucket(bucket)) {
                MemberRecord before = known.get(mine.store());
                bytes += NewsBoard.bytesOf(mine);
                if ((before == null || mine.isNewsTo(before)) && bytes <= settings.tableBytesMax()) {
                    lacking.add(mine);
                }
            }
        }
        if (!lacking.isEmpty()) {
            mouth.tell(to, lacking);
        }
    }
}
