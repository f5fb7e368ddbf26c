package dev.stator.client;

import dev.stator.house.HouseRules;
import java.util.Map;
import java.util.Set;

/** The client has one room, and knows of the ring alone. */
class HouseRulesTest extends HouseRules {
    HouseRulesTest() {
        super("dev.stator.client", Set.of("dev.stator.ring"), Map.of());
    }
}
