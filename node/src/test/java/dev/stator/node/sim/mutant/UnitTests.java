package dev.stator.node.sim.mutant;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tests of single rooms and stories of whole writes, run on a mutant: what some notice that no seed tells. */
final class UnitTests {
    private static final List<String> CLASSES = List.of(
            "dev.stator.node.version.VersioningVectorsTest",
            "dev.stator.node.version.MergeTest",
            "dev.stator.node.record.RecordsTest",
            "dev.stator.node.record.StampsTest",
            "dev.stator.node.coordinator.GetDecisionTest",
            "dev.stator.node.coordinator.PutDecisionTest",
            "dev.stator.node.coordinator.AdmissionLimitTest",
            "dev.stator.node.kernel.ModeStoriesTest",
            "dev.stator.node.kernel.WriteStoriesTest",
            "dev.stator.node.kernel.HandoffStoriesTest",
            "dev.stator.node.kernel.DiskThresholdsTest",
            "dev.stator.node.kernel.DiskStoriesTest",
            "dev.stator.node.kernel.SweepSiteTest",
            "dev.stator.node.kernel.AntiEntropyStoriesTest",
            "dev.stator.node.antientropy.TreeComparisonTest",
            "dev.stator.node.membership.MembershipStoriesTest",
            "dev.stator.node.membership.OwnLifeTest",
            "dev.stator.node.membership.RollbackStoriesTest",
            "dev.stator.node.membership.OwnPastTest",
            "dev.stator.node.kernel.StrangersTest",
            "dev.stator.node.kernel.DoubtsTest",
            "dev.stator.node.kernel.DoubtAdviceTest",
            "dev.stator.node.message.GroupsTest",
            "dev.stator.node.message.MemberRecordTest",
            "dev.stator.node.wire.RefusalTest",
            "dev.stator.node.message.SessionLivesTest",
            "dev.stator.node.handoff.DrainTest",
            "dev.stator.node.antientropy.PruneDecisionTest",
            "dev.stator.node.membership.SweepDecisionTest",
            "dev.stator.node.wire.FreshnessTest",
            "dev.stator.node.kernel.PurgeStoriesTest",
            "dev.stator.node.kernel.PruneStoriesTest");

    private UnitTests() {}

    /**
     * The names of those that fail, as the loader's node is.
     *
     * @param only of which class, by its simple name; empty: of all
     */
    static List<String> failing(ClassLoader loader, String only) throws ReflectiveOperationException {
        List<String> failing = new ArrayList<>();
        for (String name : CLASSES) {
            if (!only.isEmpty() && !name.endsWith("." + only)) {
                continue;
            }
            Class<?> type = loader.loadClass(name);
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Method[] methods = type.getDeclaredMethods();
            Arrays.sort(methods, Comparator.comparing(Method::getName));
            for (Method method : methods) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    try {
                        method.invoke(constructor.newInstance());
                    } catch (InvocationTargetException e) {
                        failing.add(type.getSimpleName() + "." + method.getName());
                    }
                }
            }
        }
        return failing;
    }
}
