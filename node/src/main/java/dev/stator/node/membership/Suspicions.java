package dev.stator.node.membership;

import dev.stator.node.message.MemberRecord;
import dev.stator.node.port.Clock;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Since when this node has held whom for suspect, and for how long it will: shorter the more have found the same by themselves
 * (Lifeguard). Pure but for what it remembers; one loop.
 */
final class Suspicions {
    private record Open(MemberRecord record, Clock.Ticks since, long graceMillis) {}

    private final MembershipSettings settings;
    private final Map<StoreId, Open> open = new TreeMap<>();

    Suspicions(MembershipSettings settings) {
        this.settings = settings;
    }

    /** The record that is believed of a member from now on. Its clock runs on if it was suspect under that refutation already. */
    void see(MemberRecord record, Clock.Ticks now) {
        if (record.state() != MemberRecord.State.SUSPECT) {
            open.remove(record.store());
            return;
        }
        Open before = open.get(record.store());
        boolean isSame = before != null
                && before.record().life().equals(record.life())
                && before.record().refutation() == record.refutation();
        open.put(
                record.store(),
                before != null && isSame
                        ? new Open(record, before.since(), before.graceMillis())
                        : new Open(record, now, 0));
    }

    void forget(StoreId member) {
        open.remove(member);
    }

    /** This node heard nothing for so long: nobody could contradict. */
    void grant(long millis) {
        open.replaceAll((member, held) -> new Open(held.record(), held.since(), held.graceMillis() + millis));
    }

    /** Those whose time is up, ascending; they are forgotten here. */
    List<MemberRecord> expired(Clock.Ticks now, int members) {
        List<MemberRecord> expired = new ArrayList<>();
        long shortest = settings.suspicionMillis(members, MemberRecord.ACCUSERS_MAX);
        for (Iterator<Open> all = open.values().iterator(); all.hasNext(); ) {
            Open held = all.next();
            long heldMillis = held.since().millisUntil(now);
            if (heldMillis < shortest) {
                continue;
            }
            long until =
                    settings.suspicionMillis(members, held.record().accusers().size()) + held.graceMillis();
            if (heldMillis >= until) {
                expired.add(held.record());
                all.remove();
            }
        }
        return expired;
    }
}
