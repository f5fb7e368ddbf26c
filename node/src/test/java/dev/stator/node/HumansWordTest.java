package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.kernel.RollbackControl.Acceptance;
import dev.stator.node.kernel.StoreSettings;
import dev.stator.node.rocks.DataDirectory;
import dev.stator.ring.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HumansWordTest {
    @TempDir
    private Path path;

    private static final StoreSettings SETTINGS = new StoreSettings(
            "c",
            3,
            2,
            2,
            StoreSettings.QuorumMode.SLOPPY,
            16,
            StoreSettings.ConflictResolution.SIBLINGS,
            StoreSettings.Durability.FSYNC);

    private DataDirectory directory;
    private final List<Throwable> ends = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        directory = DataDirectory.open(path, SETTINGS);
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    @Test
    void wordAboutAStoreInDoubtIsOnItsDiskBeforeTheProcessBeginsAnew() {
        Acceptance first = accept(directory.storeId(), true);
        Acceptance again = accept(directory.storeId(), true);

        assertThat(path.resolve("accept-rollback")).exists();
        assertThat(again).isInstanceOf(Acceptance.Accepted.class);
        assertThat(ends).as("not before the answer").isEmpty();
        ((Acceptance.Accepted) first).beginAnew().run();
        assertThat(ends).hasSize(1);
    }

    /** Else it would wait on the disk, for a doubt that nobody has seen yet. */
    @Test
    void wordAboutAStoreThatIsNotInDoubtIsNotKept() {
        assertThat(accept(directory.storeId(), false)).isEqualTo(new Acceptance.Refused("this store is not in doubt"));
        assertThat(path.resolve("accept-rollback")).doesNotExist();
    }

    @Test
    void wordAboutAnotherStoreIsNotKept() {
        assertThat(accept(new StoreId(1, 2), true))
                .isEqualTo(new Acceptance.Refused("this node has store " + directory.storeId()));
        assertThat(path.resolve("accept-rollback")).doesNotExist();
    }

    @Test
    void wordThatCannotBeKeptIsRefused() throws IOException {
        Files.createDirectory(path.resolve("accept-rollback.new")); // where the file is made first

        assertThat(accept(directory.storeId(), true)).isInstanceOf(Acceptance.Refused.class);
        assertThat(ends).isEmpty();
    }

    private Acceptance accept(StoreId store, boolean isInDoubt) {
        List<Acceptance> answers = new ArrayList<>();
        new HumansWord(directory, () -> isInDoubt, Runnable::run, ends::add).accept(store, answers::add);
        return answers.get(0);
    }
}
