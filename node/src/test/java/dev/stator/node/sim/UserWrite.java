package dev.stator.node.sim;

import dev.stator.node.message.ClientWrite;
import dev.stator.node.message.WriteOutcome;
import dev.stator.node.version.Dot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One put or delete as its user means it, however often it is tried. Known by the number that its content begins with, not by
 * what the system takes for its identity.
 */
final class UserWrite {
    private static final Pattern CONTENT = Pattern.compile("w(\\d{1,9})\\|.*");

    private final int number;
    private final ClientWrite request;
    private final List<Operation> tries = new ArrayList<>(2);
    private final List<Dot> dots = new ArrayList<>(2);

    UserWrite(int number, ClientWrite request) {
        this.number = number;
        this.request = request;
    }

    static byte[] content(int number, int padding) {
        return ("w" + number + "|" + "x".repeat(padding)).getBytes(StandardCharsets.UTF_8);
    }

    /** Whose content this is, by the content alone. */
    static Optional<Integer> numberIn(byte[] content) {
        Matcher matcher = CONTENT.matcher(new String(content, StandardCharsets.UTF_8));
        return matcher.matches() ? Optional.of(Integer.parseInt(matcher.group(1))) : Optional.empty();
    }

    int number() {
        return number;
    }

    ClientWrite request() {
        return request;
    }

    List<Operation> tries() {
        return tries;
    }

    /** The versions that it has become. */
    List<Dot> dots() {
        return dots;
    }

    boolean isPlain() {
        return request.context().isEmpty();
    }

    boolean isAcknowledged() {
        return tries.stream().anyMatch(one -> one.outcome() instanceof WriteOutcome.Written);
    }

    /** Did every try end with "provably not applied"? */
    boolean isRejected() {
        return tries.stream().allMatch(Operation::isRejected);
    }

    @Override
    public String toString() {
        return "w" + number + (request.isDelete() ? "(delete)" : "")
                + (isPlain() ? "" : request.context().get().dots());
    }
}
