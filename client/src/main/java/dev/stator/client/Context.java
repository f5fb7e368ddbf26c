package dev.stator.client;

/**
 * What a reader has seen of a key, as a node wrote it: to be handed back unread with the write that replaces it. It fits no
 * other key and no other cluster.
 */
public record Context(String token) {
    public Context {
        if (token.isEmpty() || token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("no context: '" + token + "'");
        }
    }

    @Override
    public String toString() {
        return token;
    }
}
