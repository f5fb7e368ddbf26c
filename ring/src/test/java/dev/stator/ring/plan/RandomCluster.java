package dev.stator.ring.plan;

import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A cluster that a seed made up, and that changes with every step: joins, leaves, weight edits, zone changes. */
final class RandomCluster {
    private final Random random;
    private final int zonesMax;
    private final int weightMax;
    private final List<Capacity> stores = new ArrayList<>();
    private int named;

    final int factor;
    final int partitions;

    RandomCluster(long seed, int factorMax, int log2PartitionsMax, int moreNodesMax) {
        random = new Random(seed);
        factor = 1 + random.nextInt(factorMax);
        partitions = 1 << random.nextInt(log2PartitionsMax + 1);
        zonesMax = 1 + random.nextInt(2 * factorMax);
        weightMax = new int[] {1, 3, 100, 10_000}[random.nextInt(4)];
        int nodes = factor + random.nextInt(moreNodesMax + 1);
        for (int i = 0; i < nodes; i++) {
            stores.add(join());
        }
    }

    private Capacity join() {
        return new Capacity(new StoreId(random.nextInt(3), named++), zone(), weight());
    }

    private String zone() {
        return "z" + Math.min(random.nextInt(zonesMax), random.nextInt(zonesMax)); // uneven
    }

    private int weight() {
        return 1 + random.nextInt(weightMax);
    }

    List<Capacity> stores() {
        return List.copyOf(stores);
    }

    /** One to {@code changesMax} changes. */
    void change(int changesMax) {
        for (int left = 1 + random.nextInt(changesMax); left > 0; left--) {
            int i = random.nextInt(stores.size());
            Capacity store = stores.get(i);
            switch (random.nextInt(4)) {
                case 0 -> stores.add(join());
                case 1 -> {
                    if (stores.size() > factor) {
                        stores.remove(i);
                    }
                }
                case 2 -> stores.set(i, new Capacity(store.store(), store.zone(), weight()));
                default -> stores.set(i, new Capacity(store.store(), zone(), store.weight()));
            }
        }
    }

    /** A table that keeps no rule, and names stores that nobody knows. */
    List<List<StoreId>> anyTable() {
        List<StoreId> owners = new ArrayList<>();
        stores.forEach(store -> owners.add(store.store()));
        for (int i = 0; i < factor; i++) {
            owners.add(new StoreId(9, i));
        }
        List<List<StoreId>> table = new ArrayList<>();
        for (int p = 0; p < partitions; p++) {
            Set<StoreId> row = new LinkedHashSet<>();
            while (row.size() < factor) {
                row.add(owners.get(random.nextInt(random.nextInt(owners.size()) + 1))); // some far more than others
                if (random.nextInt(8) == 0) {
                    row.add(owners.get(random.nextInt(owners.size())));
                }
            }
            table.add(row.stream().limit(factor).toList());
        }
        return table;
    }
}
