package dev.stator.node.membership;

import dev.stator.node.message.MemberRecord;
import dev.stator.ring.StoreId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What is to be passed on: the latest record of each member that was news here, told least first, and of those told as often the
 * newest first. Each is told a number of times, a message at a time; a message has room for so many bytes. So what gossip
 * costs does not grow with what there is to tell: it takes longer instead. One loop.
 */
final class NewsBoard {
    /** A record without its host name and accusers, on the wire, at most; numbers that grow take their usual bytes. */
    private static final int RECORD_BYTES = 100;

    private static final int ACCUSER_BYTES = 16;

    private record Item(MemberRecord record, int told, long number) implements Comparable<Item> {
        @Override
        public int compareTo(Item other) {
            return told != other.told ? Integer.compare(told, other.told) : Long.compare(other.number, number);
        }
    }

    private final int newsMax;
    private final Map<StoreId, Item> byMember = new HashMap<>();
    private final TreeSet<Item> order = new TreeSet<>();
    private long number;

    NewsBoard(int newsMax) {
        this.newsMax = newsMax;
    }

    static int bytesOf(MemberRecord record) {
        return RECORD_BYTES
                + record.profile().endpoint().host().getBytes(StandardCharsets.UTF_8).length
                + ACCUSER_BYTES * record.accusers().size();
    }

    /** In place of what was there of the same member. */
    void put(MemberRecord record) {
        remove(record.store());
        add(new Item(record, 0, ++number));
        if (byMember.size() > newsMax) {
            remove(order.last().record().store());
        }
    }

    void remove(StoreId member) {
        Item item = byMember.remove(member);
        if (item != null) {
            order.remove(item);
        }
    }

    /** What the next message tells, in {@code bytesMax}; news told {@code tellings} times is forgotten. */
    List<MemberRecord> next(int bytesMax, int tellings) {
        List<Item> chosen = new ArrayList<>();
        int bytes = 0;
        for (Item item : order) {
            int more = bytesOf(item.record());
            if (bytes + more > bytesMax) {
                break;
            }
            bytes += more;
            chosen.add(item);
        }
        List<MemberRecord> records = new ArrayList<>(chosen.size());
        for (Item item : chosen) {
            remove(item.record().store());
            if (item.told() + 1 < tellings) {
                add(new Item(item.record(), item.told() + 1, item.number()));
            }
            records.add(item.record());
        }
        return records;
    }

    private void add(Item item) {
        byMember.put(item.record().store(), item);
        order.add(item);
    }

    int size() {
        return byMember.size();
    }
}
