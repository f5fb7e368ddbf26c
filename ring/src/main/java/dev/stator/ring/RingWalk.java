package dev.stator.ring;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * A ring's table with members as small numbers, so that the walk for fallbacks costs an array read and a bit per step
 * instead of comparisons of ids. Made once per {@link RingState}; immutable.
 */
final class RingWalk {
    private final int partitions;
    private final int factor;
    private final StoreId[] stores; // in the order of their ids
    private final Map<StoreId, Integer> numbers;
    private final int[] readers; // of partition p: from p * factor on
    private final BitSet active = new BitSet(); // may be a fallback
    private final BitSet leaving = new BitSet(); // may be one when nobody else is left
    private final int activeReaders; // how many active ones the table names: when all were met, the walk may stop

    RingWalk(RingState ring) {
        partitions = ring.partitions();
        factor = ring.factor();
        stores = ring.members().keySet().toArray(StoreId[]::new);
        numbers = new HashMap<>(stores.length * 2);
        for (int i = 0; i < stores.length; i++) {
            numbers.put(stores[i], i);
        }
        for (Member member : ring.members().values()) {
            if (!ring.removed().contains(member.id())) {
                switch (member.state()) {
                    case ACTIVE -> active.set(number(member.id()));
                    case LEAVING -> leaving.set(number(member.id()));
                    case LEFT -> {}
                }
            }
        }
        readers = new int[partitions * factor];
        BitSet met = new BitSet(stores.length);
        for (int p = 0; p < partitions; p++) {
            List<StoreId> owners = ring.placement(p).readers();
            for (int i = 0; i < factor; i++) {
                int number = number(owners.get(i));
                readers[p * factor + i] = number;
                met.set(number);
            }
        }
        met.and(active);
        activeReaders = met.cardinality();
    }

    private int number(StoreId store) {
        Integer number = numbers.get(store);
        if (number == null) {
            throw new IllegalStateException("no member of the ring: " + store);
        }
        return number;
    }

    Iterator<StoreId> fallbacks(int partition, List<StoreId> owners) {
        return new Fallbacks(partition, owners);
    }

    /** One walk. Keeps who is still to be met, as bits: a store is given out when its bit is cleared. */
    private final class Fallbacks implements Iterator<StoreId> {
        private final BitSet unmet = (BitSet) active.clone();
        private final BitSet unmetLeaving = (BitSet) leaving.clone();
        private int readersUnmet = activeReaders;
        private int position; // in readers
        private int steps; // along readers, once around at most

        Fallbacks(int partition, List<StoreId> owners) {
            for (StoreId owner : owners) {
                int number = number(owner);
                if (unmet.get(number)) {
                    unmet.clear(number);
                    readersUnmet--;
                }
                unmetLeaving.clear(number);
            }
            position = partition * factor;
        }

        @Override
        public boolean hasNext() {
            return !unmet.isEmpty() || !unmetLeaving.isEmpty();
        }

        @Override
        public StoreId next() {
            while (readersUnmet > 0 && steps < readers.length) {
                int number = readers[position];
                position = position + 1 == readers.length ? 0 : position + 1;
                steps++;
                if (unmet.get(number)) {
                    readersUnmet--;
                    return take(unmet, number);
                }
            }
            if (!unmet.isEmpty()) { // active, but the table does not name them yet
                return take(unmet, unmet.nextSetBit(0));
            }
            if (!unmetLeaving.isEmpty()) {
                return take(unmetLeaving, unmetLeaving.nextSetBit(0));
            }
            throw new NoSuchElementException("no more fallbacks");
        }

        private StoreId take(BitSet from, int number) {
            from.clear(number);
            return stores[number];
        }
    }
}
