package dev.stator.node;

import dev.stator.node.kernel.RollbackControl;
import dev.stator.node.rocks.DataDirectory;
import dev.stator.ring.StoreId;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Keeps a human's word about a store in doubt in its data directory, where the next start of the process finds it. */
final class HumansWord implements RollbackControl {
    private final DataDirectory directory;
    private final BooleanSupplier isInDoubt;
    private final Executor disk;
    private final Consumer<Throwable> end;

    /**
     * @param disk may block, does one thing at a time
     * @param end ends the process, which whoever started it starts again
     */
    HumansWord(DataDirectory directory, BooleanSupplier isInDoubt, Executor disk, Consumer<Throwable> end) {
        this.directory = directory;
        this.isInDoubt = isInDoubt;
        this.disk = disk;
        this.end = end;
    }

    @Override
    public void accept(StoreId store, Consumer<Acceptance> then) {
        disk.execute(() -> then.accept(kept(store)));
    }

    private Acceptance kept(StoreId store) {
        if (!store.equals(directory.storeId())) {
            return new Acceptance.Refused("this node has store " + directory.storeId());
        }
        if (!isInDoubt.getAsBoolean()) { // or the word would wait for a doubt that nobody has seen yet
            return new Acceptance.Refused("this store is not in doubt");
        }
        try {
            directory.acceptLoss();
        } catch (IOException e) {
            return new Acceptance.Refused("the word cannot be kept on the disk: " + e.getMessage());
        }
        return new Acceptance.Accepted(() -> end.accept(new IllegalStateException(
                "a human has accepted that this store lost writes: it begins anew with what it has")));
    }
}
