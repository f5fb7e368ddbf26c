package dev.stator.ring;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Whom to ask for one partition, in order (Dynamo §4.3): first its owners, as {@link Placement#readers()} lists them, then
 * everyone else who could stand in for one.
 *
 * <p>The fallbacks are met by walking the ring: the owners of the next partition, then of the one after, each store once.
 * So every partition has fallbacks of its own, and a dead node's writes spread over all others. After them come active
 * members that own nothing yet, then the LEAVING ones: they empty themselves and are the last choice (PROTOCOL §3). Stores
 * that LEFT or are on the removed list are never fallbacks; as owners they stay until a move has replaced them.
 *
 * <p>Liveness is not known here: who asks skips whom it holds for dead. While a move is under way its pending owner is among
 * the fallbacks, since it may keep a hint; that it never coordinates (PROTOCOL rule 8) is the coordinator's to know.
 *
 * <p>Immutable and cheap: made per request. Fallbacks are found only as far as they are iterated.
 */
public final class PreferenceList implements Iterable<PreferenceList.Entry> {

    /** In which capacity a store is on the list. */
    public enum Role {
        PRIMARY,
        FALLBACK
    }

    /** One store of the list. */
    public record Entry(StoreId store, Role role) {}

    private final int partition;
    private final List<StoreId> owners;
    private final RingWalk walk;

    private PreferenceList(int partition, List<StoreId> owners, RingWalk walk) {
        this.partition = partition;
        this.owners = owners;
        this.walk = walk;
    }

    /** The list of one partition (0..Q-1) at this ring. */
    public static PreferenceList of(RingState ring, int partition) {
        return new PreferenceList(partition, ring.placement(partition).readers(), ring.walk());
    }

    public static PreferenceList of(RingState ring, Key key) {
        return of(ring, ring.partitionOf(key));
    }

    public int partition() {
        return partition;
    }

    /** The PRIMARY stores, N of them, the first coordinates. */
    public List<StoreId> owners() {
        return owners;
    }

    public boolean isOwner(StoreId store) {
        return owners.contains(store);
    }

    /** The FALLBACK stores, lazily: each iterator walks anew, and only as far as it is asked. */
    public Iterable<StoreId> fallbacks() {
        return () -> walk.fallbacks(partition, owners);
    }

    /** Owners, then fallbacks. */
    @Override
    public Iterator<Entry> iterator() {
        return new Entries(owners.iterator(), this);
    }

    @Override
    public String toString() {
        return "partition " + partition + " of " + owners;
    }

    /** Goes from the owners on to the fallbacks, which are not touched before. */
    private static final class Entries implements Iterator<Entry> {
        private final PreferenceList list;
        private Iterator<StoreId> stores;
        private Role role = Role.PRIMARY;

        Entries(Iterator<StoreId> owners, PreferenceList list) {
            this.stores = owners;
            this.list = list;
        }

        @Override
        public boolean hasNext() {
            if (!stores.hasNext() && role == Role.PRIMARY) {
                role = Role.FALLBACK;
                stores = list.fallbacks().iterator();
            }
            return stores.hasNext();
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the end of " + list);
            }
            return new Entry(stores.next(), role);
        }
    }
}
