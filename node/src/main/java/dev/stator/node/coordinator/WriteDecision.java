package dev.stator.node.coordinator;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.Condition;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.version.CausalContext;
import dev.stator.node.version.EntityTag;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.KnownWrite;
import dev.stator.node.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a put or delete does to a key that has just been taken (PROTOCOL §1, rules 12, 13, 18, 19), decided from the request,
 * the own record and what others answered. In this order: the same write again, the condition, the delete of nothing, the
 * limit on siblings, a new version. Pure.
 */
sealed interface WriteDecision {
    /** This write is here already: no new dot, its state is sent once more (rule 12). */
    record SameWrite(CausalContext ack) implements WriteDecision {}

    /** Another owner knows this write and the own record does not: fetch what it holds first (rule 12). */
    record FetchSameWrite() implements WriteDecision {}

    /** Only tombstones are known, and the delete adds nothing: they are sent once more (rule 19). */
    record SameTombstones(KeyState state, CausalContext ack) implements WriteDecision {}

    record NothingToDelete(int asked) implements WriteDecision {}

    record ConditionFailed() implements WriteDecision {}

    /** The condition cannot be checked: fewer than R answers (rule 18). */
    record ConditionUnchecked(int answers) implements WriteDecision {}

    record TooManySiblings(int siblings, long bytes) implements WriteDecision {}

    /** A new version under this context; {@code remembered} is whose the replaced versions were, as others told. */
    record NewVersion(CausalContext context, List<KnownWrite> remembered) implements WriteDecision {}

    /** The limits of rule 13. */
    record Limits(int siblingsMax, long siblingBytesMax) {}

    /**
     * @param own the newest state of the key here
     * @param ownCounts whether it is an owner's, and so one of the answers; a fallback's hint is none
     * @param asked what the others answered; wanted 0 when nobody was to be asked
     * @param readQuorum R: a condition needs as many answers, the own one included
     */
    static WriteDecision of(
            ClientWrite write, KeyState own, boolean ownCounts, AskDecision asked, int readQuorum, Limits limits) {
        KeyState all = asked.mergedWith(own);
        Optional<WriteDecision> early = early(write, own, all, ownCounts, asked, readQuorum);
        if (early.isPresent()) {
            return early.get();
        }
        if (write.isDeleteUnseen() && asked.isEnough()) {
            if (all.isAbsent()) {
                return new NothingToDelete(asked.answered() + (ownCounts ? 1 : 0));
            }
            if (write.context().isEmpty() && all.values().isEmpty()) {
                return new SameTombstones(all, CausalContext.of(all));
            }
        }
        CausalContext context =
                write.context().orElseGet(() -> CausalContext.of(all).union(seenIn(own, asked)));
        if (!write.isDelete()) {
            List<Version> values = own.values();
            long bytes = 0;
            for (Version version : values) {
                bytes += version.sibling().size();
            }
            boolean isFull = values.size() >= limits.siblingsMax() || bytes >= limits.siblingBytesMax();
            if (isFull
                    && own.replacedBy(context).stream()
                            .noneMatch(v -> v.sibling().isValue())) {
                return new TooManySiblings(values.size(), bytes);
            }
        }
        return new NewVersion(context, write.context().isPresent() ? List.of() : recentOf(asked));
    }

    /**
     * The same in a store that keeps the last write alone (rule 17): whatever was seen is only what the stamp has to be later than,
     * and since nobody was asked, a delete cannot know that there is nothing to delete.
     */
    static WriteDecision ofRegister(
            ClientWrite write, KeyState own, boolean ownCounts, AskDecision asked, int readQuorum) {
        KeyState all = asked.mergedWith(own);
        return early(write, own, all, ownCounts, asked, readQuorum)
                .orElseGet(() -> new NewVersion(
                        CausalContext.of(all).union(write.context().orElse(CausalContext.EMPTY)), List.of()));
    }

    /** The same write again, or a condition that does not hold. */
    private static Optional<WriteDecision> early(
            ClientWrite write, KeyState own, KeyState all, boolean ownCounts, AskDecision asked, int readQuorum) {
        List<KnownWrite> here = own.dotsOf(write.write());
        if (!here.isEmpty()) {
            return Optional.of(new SameWrite(KeyState.ackOf(write.context().orElse(CausalContext.EMPTY), here)));
        }
        if (asked.whoKnows(write.write()).isPresent()) {
            return Optional.of(new FetchSameWrite());
        }
        if (!write.condition().isNone()) {
            int answers = asked.answered() + (ownCounts ? 1 : 0);
            if (answers < readQuorum) {
                return Optional.of(new ConditionUnchecked(answers));
            }
            if (!holds(write.condition(), all.values())) {
                return Optional.of(new ConditionFailed());
            }
        }
        return Optional.empty();
    }

    /** What a user is told of a decision that writes nothing. */
    static WriteOutcome refusal(WriteDecision decision, int readQuorum) {
        if (decision instanceof ConditionFailed) {
            return new WriteOutcome.ConditionFailed();
        } else if (decision instanceof ConditionUnchecked unchecked) {
            return new WriteOutcome.Rejected(WriteOutcome.Why.CONDITION_UNCHECKED, unchecked.answers(), readQuorum);
        } else if (decision instanceof TooManySiblings tooMany) {
            return new WriteOutcome.TooManySiblings(tooMany.siblings(), tooMany.bytes());
        } else if (decision instanceof NothingToDelete nothing) {
            return new WriteOutcome.NothingToDelete(nothing.asked());
        }
        throw new IllegalStateException("not a refusal: " + decision);
    }

    /** A plain write has seen what each answer showed, also what another answer knows to be replaced. */
    private static CausalContext seenIn(KeyState own, AskDecision asked) {
        CausalContext seen = CausalContext.of(own);
        for (KeyState answer : asked.states()) {
            seen = seen.union(CausalContext.of(answer));
        }
        return seen;
    }

    private static List<KnownWrite> recentOf(AskDecision asked) {
        List<KnownWrite> recent = new ArrayList<>();
        for (KeyState answer : asked.states()) {
            recent.addAll(answer.recent());
        }
        return recent;
    }

    private static boolean holds(Condition condition, List<Version> shown) {
        boolean named = !shown.isEmpty()
                && (condition.entityTags().isEmpty()
                        || condition.entityTags().contains(EntityTag.of(shown).text()));
        return condition.test() == Condition.Test.MATCH ? named : !named;
    }
}
