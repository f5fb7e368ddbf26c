package dev.stator.node.handoff;

import dev.stator.node.port.Storage;

/** For writes that nobody waits for: what is lost of them is done once more. */
final class Unwatched {
    static final Storage.Progress PROGRESS = new Storage.Progress() {
        @Override
        public void applied() {}

        @Override
        public void durable() {}

        @Override
        public void failed(String reason) {}
    };

    private Unwatched() {}
}
