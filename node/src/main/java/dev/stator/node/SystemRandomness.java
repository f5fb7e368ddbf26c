package dev.stator.node;

import dev.stator.node.port.Randomness;
import java.security.SecureRandom;

/** The machine's entropy: identities must not repeat across processes that start in the same moment from the same image. */
final class SystemRandomness implements Randomness {
    private final SecureRandom random = new SecureRandom();

    @Override
    public long bits() {
        return random.nextLong();
    }

    @Override
    public int below(int bound) {
        return random.nextInt(bound);
    }
}
