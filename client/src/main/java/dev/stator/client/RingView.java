package dev.stator.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a client needs of the ring: who owns each partition, in preference order, and where they are. As fresh as its last
 * fetch, which is good enough, since any node serves any key.
 *
 * @param slow members that are slow though alive, as the node that was asked sees them
 * @param owners per partition
 */
record RingView(long epoch, List<Address> members, Set<Address> slow, List<List<Address>> owners) {
    private static final ObjectMapper JSON = new ObjectMapper();

    RingView {
        members = List.copyOf(members);
        slow = Set.copyOf(slow);
        owners = List.copyOf(owners);
        if (Integer.bitCount(owners.size()) != 1) {
            throw new IllegalArgumentException("no power of two: " + owners.size() + " partitions");
        }
    }

    List<Address> ownersOf(Key key) {
        return owners.get(key.partition(owners.size()));
    }

    /**
     * Reads the answer to {@code GET /v1/ring?owners=true}. Members that left have no say here.
     *
     * @throws IllegalArgumentException if it is none
     */
    static RingView parse(String json) {
        JsonNode ring;
        try {
            ring = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no ring: " + e.getOriginalMessage(), e);
        }
        Map<String, Address> byName = new HashMap<>();
        List<Address> members = new ArrayList<>();
        Set<Address> slow = new HashSet<>();
        for (JsonNode member : ring.path("members")) {
            Address address = Address.parse(member.path("address").asText());
            if (!member.path("state").asText().equals("LEFT")) { // its name may be another's by now
                byName.put(member.path("name").asText(), address);
                members.add(address);
                if (member.path("slow").asBoolean()) {
                    slow.add(address);
                }
            }
        }
        List<List<Address>> owners = new ArrayList<>();
        Map<List<Address>, List<Address>> shared = new HashMap<>(); // a big table repeats the same few lists
        for (JsonNode partition : ring.path("owners")) {
            List<Address> stores = new ArrayList<>();
            for (JsonNode store : partition) {
                Address address = byName.get(store.asText());
                if (address == null) {
                    throw new IllegalArgumentException("no ring: an owner is no member: " + store);
                }
                stores.add(address);
            }
            owners.add(shared.computeIfAbsent(List.copyOf(stores), same -> same));
        }
        return new RingView(ring.path("epoch").asLong(), members, slow, owners);
    }
}
