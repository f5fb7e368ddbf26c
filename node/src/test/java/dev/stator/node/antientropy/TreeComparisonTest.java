package dev.stator.node.antientropy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Reply;
import dev.stator.node.message.RequestId;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.port.Change;
import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.MemoryTables;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.version.Actor;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.Sibling;
import dev.stator.node.version.StoredRecord;
import dev.stator.node.version.WriteIdentity;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TreeComparisonTest {
    private static final RequestId ID = new RequestId(1);

    @Test
    void leavesThatAreMissingAreZeroAndUnknownOnesAlwaysDiffer() {
        Map<Integer, LeafSum> mine =
                Map.of(1, new LeafSum(1, 1), 2, LeafSum.ZERO, 5, LeafSum.UNKNOWN, 9, new LeafSum(2, 2));
        Map<Integer, LeafSum> theirs = Map.of(1, new LeafSum(1, 1), 5, LeafSum.UNKNOWN, 7, new LeafSum(3, 3));

        assertThat(TreeComparison.differingLeaves(mine, theirs)).containsExactly(5, 7, 9);
        assertThat(TreeComparison.root(mine)).isEqualTo(LeafSum.UNKNOWN);
        assertThat(TreeComparison.root(Map.of(3, new LeafSum(1, -1), 4, new LeafSum(1, 2))))
                .isEqualTo(new LeafSum(3, 1));
    }

    /** Law: stretch by stretch, whatever the pages, all keys that differ are named once, in order, and no other. */
    @Test
    void stretchesTogetherNameJustTheKeysThatDiffer() {
        long seed = Long.getLong("tree.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int run = 0; run < 300; run++) {
            MemoryTables mine = new MemoryTables();
            MemoryTables theirs = new MemoryTables();
            Map<Key, Boolean> differs = new TreeMap<>(Storage.SCAN_ORDER);
            LeafId leaf = new LeafId(0, random.nextInt(LeafId.PER_PARTITION));
            for (int i = 0; i < 600; i++) {
                Key key = Key.of("k" + random.nextInt(4000));
                if (LeafId.of(key, 1).equals(leaf) && !differs.containsKey(key)) {
                    int who = random.nextInt(4);
                    if (who != 1) {
                        put(mine, key, 1);
                    }
                    if (who != 0) {
                        put(theirs, key, who == 2 ? 2 : 1);
                    }
                    differs.put(key, who != 3);
                }
            }

            List<Key> named = named(mine, theirs, leaf, random);

            assertThat(named)
                    .as("-Dtree.seed=" + seed)
                    .isEqualTo(differs.keySet().stream().filter(differs::get).toList());
        }
    }

    private static List<Key> named(MemoryTables mine, MemoryTables theirs, LeafId leaf, Random random) {
        List<Key> named = new ArrayList<>();
        Optional<Key> after = Optional.empty();
        do {
            Storage.Scan.Page asking = page(mine, leaf, after, random);
            TreeRequest.CompareKeys question = new TreeRequest.CompareKeys(
                    ID, new Fence(1, 1), 0, leaf.leaf(), after, TreeComparison.sums(asking.entries()), asking.isLast());
            Reply.Differences answer = TreeComparison.differences(ID, question, page(theirs, leaf, after, random));
            named.addAll(answer.keys());
            after = answer.upTo();
        } while (after.isPresent());
        return named;
    }

    private static Storage.Scan.Page page(MemoryTables tables, LeafId leaf, Optional<Key> after, Random random) {
        Storage.PageLimit limit = new Storage.PageLimit(1 + random.nextInt(3), 1 << 20);
        return tables.scan(Table.RECORDS, leaf.span(1), after.orElse(null), limit);
    }

    private static void put(MemoryTables tables, Key key, long actor) {
        KeyState state = KeyState.EMPTY
                .put(CausalContext.EMPTY, Sibling.tombstone(new WriteIdentity(1), 1), new Actor(actor, 1))
                .state();
        tables.apply(List.of(new Change.Put(Table.RECORDS, key, new StoredRecord(state, null))));
    }

    @Test
    void whatTheAskedOwnerCannotReadItDoesNotCallDifferent() {
        Key key = Key.of("cart");
        TreeRequest.CompareKeys question = new TreeRequest.CompareKeys(
                ID,
                new Fence(1, 1),
                0,
                LeafId.of(key, 1).leaf(),
                Optional.empty(),
                List.of(new TreeRequest.KeySum(key, new LeafSum(1, 1))),
                true);
        Storage.Scan.Page damaged = new Storage.Scan.Page(
                List.of(new Storage.Entry(key, new Storage.Lookup.Failed("bits have flipped", true))), true);

        assertThat(TreeComparison.differences(ID, question, damaged).keys()).isEmpty();
        assertThat(TreeComparison.sums(damaged.entries())).containsExactly(new TreeRequest.KeySum(key, LeafSum.ZERO));
    }
}
