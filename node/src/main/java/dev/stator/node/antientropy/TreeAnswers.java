package dev.stator.node.antientropy;

import dev.stator.node.message.Reply;
import dev.stator.node.message.TreeRequest;
import dev.stator.node.port.Change.LeafId;
import dev.stator.node.port.Storage;
import dev.stator.node.port.Table;
import dev.stator.node.version.LeafSum;
import dev.stator.node.view.ClusterView;
import dev.stator.ring.Placement;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers what other owners ask about hash trees: from applied records, and only to who has the same placement of the
 * partition, in which reads ask this store (PROTOCOL §5). What cannot be read is refused. One loop.
 */
final class TreeAnswers {
    private final Site site;
    private final Pasts pasts;
    private @Nullable ClusterView view;

    TreeAnswers(Site site, Pasts pasts) {
        this.site = site;
        this.pasts = pasts;
    }

    void see(ClusterView newView) {
        view = newView;
    }

    void serve(TreeRequest question, Consumer<Reply> answer) {
        Reply.Reason reason = reasonAgainst(question);
        if (reason != null) {
            refuse(question, reason, answer);
        } else if (question instanceof TreeRequest.CompareLeaves leaves) {
            serve(leaves, answer);
        } else if (question instanceof TreeRequest.CompareKeys keys) {
            serve(keys, answer);
        } else if (question instanceof TreeRequest.CompareTombstones tombstones) {
            serve(tombstones, () -> new TombstoneAnswer(site, tombstones, answer).goOn(), answer);
        } else if (question instanceof TreeRequest.ComparePast past) {
            serve(past, () -> pasts.serve(past, answer), answer);
        } else {
            throw new IllegalStateException("no such question: " + question);
        }
    }

    private Reply.@Nullable Reason reasonAgainst(TreeRequest question) {
        ClusterView now = view;
        if (now == null) {
            return Reply.Reason.NOT_READY;
        }
        if (question.fence().epoch() > now.ring().epoch().number()) {
            return Reply.Reason.BEHIND;
        }
        Placement placement = now.ring().placement(question.partition());
        if (placement.version() != question.fence().placementVersion()) {
            return Reply.Reason.STALE_EPOCH;
        }
        return placement.readers().contains(now.self()) ? null : Reply.Reason.NOT_OWNER;
    }

    /** Who has a newer ring may know members of whom the asking owner has not heard. */
    private void serve(TreeRequest question, Runnable look, Consumer<Reply> answer) {
        ClusterView now = view;
        if (now == null || question.fence().epoch() != now.ring().epoch().number()) {
            refuse(question, Reply.Reason.STALE_EPOCH, answer);
        } else if (site.sweep().isEmpty()) {
            refuse(question, Reply.Reason.NOT_READY, answer);
        } else {
            look.run();
        }
    }

    private void refuse(TreeRequest question, Reply.Reason reason, Consumer<Reply> answer) {
        ClusterView now = view;
        long epoch = now == null ? 0 : now.ring().epoch().number();
        answer.accept(new Reply.Refused(question.id(), reason, epoch));
    }

    private void serve(TreeRequest.CompareLeaves question, Consumer<Reply> answer) {
        site.leaves().read(question.partition(), read -> {
            if (read instanceof Storage.Leaves.Found found) {
                LeafSum root = TreeComparison.root(found.sums());
                boolean isSame = !root.isUnknown() && root.equals(question.root());
                answer.accept(isSame ? new Reply.Same(question.id()) : new Reply.Leaves(question.id(), found.sums()));
            } else {
                refuse(question, Reply.Reason.READ_ERROR, answer);
            }
        });
    }

    private void serve(TreeRequest.CompareKeys question, Consumer<Reply> answer) {
        LeafId leaf = new LeafId(question.partition(), question.leaf());
        site.storage()
                .scan(
                        Table.RECORDS,
                        leaf.span(site.partitions()),
                        question.after().orElse(null),
                        Site.STRETCH,
                        scan -> {
                            if (scan instanceof Storage.Scan.Page page) {
                                answer.accept(TreeComparison.differences(question.id(), question, page));
                            } else {
                                refuse(question, Reply.Reason.READ_ERROR, answer);
                            }
                        });
    }
}
