package dev.stator.cli;

import dev.stator.house.HouseRules;
import java.util.Map;
import java.util.Set;

/** The command's map of rooms. */
class HouseRulesTest extends HouseRules {
    HouseRulesTest() {
        super(
                "dev.stator.cli",
                Set.of("dev.stator.ring", "dev.stator.client", "dev.stator.node", "dev.stator.operator"),
                Map.of("bench", Set.of(), "local", Set.of()));
    }
}
