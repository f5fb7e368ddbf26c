package dev.stator.node.antientropy;

import dev.stator.node.message.Fence;
import dev.stator.node.message.Message;
import dev.stator.node.message.Reply;
import dev.stator.node.message.RequestId;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Key;
import dev.stator.ring.Placement;
import dev.stator.ring.StoreId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The other owners of one partition under one placement, as the proofs of PROTOCOL rules 14 and 16 need them: all are asked, and who
 * is silent or refuses spoils it, as does a ring that is another by then. One loop.
 */
final class OtherOwners {
    private final Site site;
    private final Supplier<@Nullable ClusterView> view;
    private final int partition;
    private final Placement placement;
    private final Fence fence;
    private final List<StoreId> others;

    /** @param view the cluster as it is at the time of asking */
    OtherOwners(Site site, ClusterView seen, Supplier<@Nullable ClusterView> view, int partition) {
        this.site = site;
        this.view = view;
        this.partition = partition;
        this.placement = seen.ring().placement(partition);
        this.fence = Site.fence(seen, partition);
        this.others = new ArrayList<>(placement.writers());
        others.remove(seen.self());
    }

    Placement placement() {
        return placement;
    }

    Fence fence() {
        return fence;
    }

    /**
     * @param question answered by {@link Reply.Objections}
     * @param objected told of each answer when it comes: what that owner objects to, perhaps nothing
     * @param then told the largest sweep number among all owners, this one too; empty if that cannot be said
     */
    void ask(
            Function<RequestId, Message> question,
            BiConsumer<StoreId, List<Key>> objected,
            Consumer<OptionalLong> then) {
        new Round(objected, then).start(question);
    }

    /** Says something that needs no answer. */
    void tell(Function<RequestId, Message> message) {
        others.forEach(other -> site.questions().ask(other, message, answer -> {}));
    }

    private final class Round {
        private final BiConsumer<StoreId, List<Key>> objected;
        private final Consumer<OptionalLong> then;
        private long largest;
        private int answers;
        private boolean isAnyMissing;

        Round(BiConsumer<StoreId, List<Key>> objected, Consumer<OptionalLong> then) {
            this.objected = objected;
            this.then = then;
        }

        void start(Function<RequestId, Message> question) {
            for (StoreId other : others) {
                site.questions().ask(other, question, answer -> {
                    answers++;
                    if (answer.isPresent() && answer.get() instanceof Reply.Objections objections) {
                        largest = Math.max(largest, objections.sweep());
                        objected.accept(other, objections.keys());
                    } else {
                        isAnyMissing = true;
                    }
                    if (answers == others.size()) {
                        end();
                    }
                });
            }
            if (others.isEmpty()) {
                end();
            }
        }

        private void end() {
            OptionalLong own = site.sweep();
            boolean isKnown = !isAnyMissing && isPlacementStill() && own.isPresent();
            then.accept(isKnown ? OptionalLong.of(Math.max(largest, own.getAsLong())) : OptionalLong.empty());
        }
    }

    private boolean isPlacementStill() {
        ClusterView now = view.get();
        return now != null
                && now.ring().placement(partition).version() == placement.version()
                && now.ring().epoch().number() == fence.epoch();
    }
}
