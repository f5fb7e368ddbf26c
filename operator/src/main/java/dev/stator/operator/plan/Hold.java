package dev.stator.operator.plan;

/**
 * Why nothing happens: {@code reason} is a word for machines (a condition's reason), {@code message} a sentence for people.
 *
 * @param isWarning whether a person has to do something about it; else it passes by itself
 */
public record Hold(String reason, String message, boolean isWarning) {

    /** It passes by itself. */
    static Hold waiting(String reason, String message) {
        return new Hold(reason, message, false);
    }

    /** Somebody has to look at it. */
    static Hold stuck(String reason, String message) {
        return new Hold(reason, message, true);
    }
}
