package dev.stator.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With processes that do nothing: they wait for an input that never comes. */
@Timeout(60)
class SupervisorTest {
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<Map<String, OptionalLong>> told = new LinkedBlockingQueue<>();
    private final List<String> diary = new CopyOnWriteArrayList<>();
    private final Supervisor supervisor =
            new Supervisor(List.of("a", "b"), loop, SupervisorTest::process, told::add, diary::add);

    private static ProcessHandle process(String node) throws Failure {
        try {
            return new ProcessBuilder("cat").start().toHandle();
        } catch (IOException e) {
            throw Failure.of("cannot start " + node, e);
        }
    }

    @AfterEach
    void stopAll() throws Exception {
        supervisor.stopAll().get();
        loop.shutdownNow();
    }

    @Test
    void aStartedNodeLivesAndAStoppedOneDoesNot() throws Exception {
        assertThat(supervisor.start("a").get()).isTrue();
        assertThat(supervisor.start("a").get()).as("it runs already").isFalse();
        ProcessHandle a = livingAs("a");

        assertThat(supervisor.stop("a", false).get()).isTrue();
        assertThat(a.isAlive()).isFalse();
        assertThat(supervisor.stop("a", false).get())
                .as("it is stopped already")
                .isFalse();
        assertThat(told.stream().reduce((before, after) -> after).orElseThrow())
                .containsEntry("a", OptionalLong.empty())
                .containsEntry("b", OptionalLong.empty());
        assertThat(diary).isEmpty();
    }

    @Test
    void aNodeThatDiesByItselfIsStartedAgain() throws Exception {
        supervisor.start("a").get();
        ProcessHandle first = livingAs("a");

        first.destroyForcibly();

        ProcessHandle second = livingAs("a");
        assertThat(second.pid()).isNotEqualTo(first.pid());
        assertThat(supervisor.hasDied("a").get()).isTrue();
        assertThat(diary).containsExactly("a (pid " + first.pid() + ") ended by itself; it is started again");
    }

    @Test
    void aNodeThatWasKilledByHandStaysDownUntilItIsStarted() throws Exception {
        supervisor.start("a").get();
        supervisor.start("b").get();
        livingAs("b");

        assertThat(supervisor.stop("a", true).get()).isTrue();
        supervisor.stop("b", false).get(); // all that the death of a could have set off is over by now

        assertThat(diary).isEmpty();
        told.clear();
        supervisor.start("a").get();
        assertThat(livingAs("a").isAlive()).isTrue();
        assertThat(supervisor.hasDied("a").get()).isFalse();
    }

    @Test
    void whoIsNotThereIsToldSoWithThoseWhoAre() {
        assertThatThrownBy(() -> Futures.await(supervisor.start("c")))
                .isInstanceOf(Failure.class)
                .hasMessage("there is no node 'c'; there are a, b");
    }

    @Test
    void afterTheEndNothingIsStartedAgain() throws Exception {
        supervisor.start("a").get();
        supervisor.start("b").get();
        ProcessHandle b = livingAs("b");

        supervisor.stopAll().get();

        assertThat(b.isAlive()).isFalse();
        assertThat(told.stream().reduce((before, after) -> after).orElseThrow().values())
                .containsOnly(OptionalLong.empty());
        assertThat(diary).isEmpty();
    }

    /** Waits until the supervisor tells of a process for this node that it did not tell of when this was last called. */
    private ProcessHandle livingAs(String node) throws InterruptedException {
        while (true) {
            Map<String, OptionalLong> pids = told.poll(30, TimeUnit.SECONDS);
            if (pids == null) {
                throw new AssertionError("nothing was told of " + node);
            }
            OptionalLong pid = pids.getOrDefault(node, OptionalLong.empty());
            if (pid.isPresent() && ProcessHandle.of(pid.getAsLong()).isPresent()) {
                return ProcessHandle.of(pid.getAsLong()).get();
            }
        }
    }
}
