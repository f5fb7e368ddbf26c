package dev.stator.node.sim.mutant;

import static dev.stator.node.sim.mutant.Mutant.breaking;

import java.util.List;

/** What is taken in while disks fill up, and how much at once: §5. Decisions as tables, so their tests notice. */
final class RoomMutants {
    static final List<Mutant> ALL = List.of(
            breaking("§5: FULL from 95 % on", "full at 99 %")
                    .noticedBy("DiskThresholdsTest")
                    .in("kernel/DiskThresholds", "FULL_SHARE = 0.95;", "FULL_SHARE = 0.99;"),
            breaking("§5: SCARCE from 92 % on", "never scarce")
                    .noticedBy("DiskThresholdsTest")
                    .in("kernel/DiskThresholds", "SCARCE_SHARE = 0.92;", "SCARCE_SHARE = 0.95;"),
            breaking("§5: a state ends below where it began", "state that ends where it began")
                    .noticedBy("DiskThresholdsTest")
                    .in("kernel/DiskThresholds", "RETURN_SHARE = 0.005;", "RETURN_SHARE = 0;"),
            breaking("§5: room proves nothing of what is on a disk", "room ends doubt")
                    .noticedBy("DiskThresholdsTest")
                    .in("kernel/DiskThresholds", "before == DiskState.IN_DOUBT ? before : rising", "rising")
                    .in("kernel/DiskThresholds", "before == DiskState.IN_DOUBT || rising", "rising"),
            breaking("§5: the quickest tells of a standing queue", "limit by all that is slow")
                    .noticedBy("AdmissionLimitTest")
                    .in(
                            "coordinator/AdmissionLimit",
                            "quickest = Math.min(quickest, nanos);",
                            "quickest = quickest == Long.MAX_VALUE ? nanos : Math.max(quickest, nanos);"),
            breaking("§5: each kind is looked at", "quick reads hide slow writes")
                    .noticedBy("AdmissionLimitTest")
                    .in(
                            "coordinator/AdmissionLimit",
                            "(kind == Kind.GET ? gets : writes).add",
                            "(kind == null ? gets : writes).add"),
            breaking("§5: few are slow for other reasons", "limit without a floor")
                    .noticedBy("AdmissionLimitTest")
                    .in("coordinator/AdmissionLimit", "limit = Math.max(least, (int)", "limit = Math.max(1, (int)"),
            breaking("§5: at most halved at a time", "limit that falls at once")
                    .noticedBy("AdmissionLimitTest")
                    .in(
                            "coordinator/AdmissionLimit",
                            "Math.max(0.5, (double) TARGET_NANOS / delay)",
                            "Math.max(0.0, (double) TARGET_NANOS / delay)"),
            breaking("§5: more again once it is quick", "limit that never grows")
                    .noticedBy("AdmissionLimitTest")
                    .in("coordinator/AdmissionLimit", "} else if (peak >= limit) {", "} else if (peak > most) {"),
            breaking("§5: refused before anything was done", "one more than the limit")
                    .noticedBy("AdmissionLimitTest")
                    .in("coordinator/AdmissionLimit", "return underWay < limit;", "return underWay <= limit;"));

    private RoomMutants() {}
}
