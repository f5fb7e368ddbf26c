package dev.stator.node.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.node.kernel.StoreSettings;
import dev.stator.node.kernel.StoreSettings.ConflictResolution;
import dev.stator.node.kernel.StoreSettings.Durability;
import dev.stator.node.kernel.StoreSettings.QuorumMode;
import dev.stator.ring.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final StoreSettings OURS = TestRecords.SETTINGS;

    @Test
    void aNewDirectoryGetsAnIdentityAndKeepsIt(@TempDir Path parent) throws IOException {
        StoreId first;
        try (DataDirectory made = DataDirectory.open(parent.resolve("a/b"), OURS)) {
            first = made.storeId();
        }
        StoreId again;
        try (DataDirectory opened = DataDirectory.open(parent.resolve("a/b"), OURS)) {
            again = opened.storeId();
            assertThat(opened.settings()).isEqualTo(OURS);
            assertThat(opened.ring()).isEmpty();
        }
        StoreId other;
        try (DataDirectory another = DataDirectory.open(parent.resolve("c"), OURS)) {
            other = another.storeId();
        }

        assertThat(again).isEqualTo(first);
        assertThat(Set.of(first, other)).hasSize(2);
    }

    @Test
    void aDirectoryMadeForOtherSettingsIsRefusedNamingEachOfThem(@TempDir Path path) throws IOException {
        DataDirectory.open(path, OURS).close();
        StoreSettings others = new StoreSettings(
                "cluster-2", 5, 3, 4, QuorumMode.STRICT, 128, ConflictResolution.LAST_WRITE_WINS, Durability.BUFFERED);

        assertThatThrownBy(() -> DataDirectory.open(path, others))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContainingAll(
                        path + " was made for another store",
                        "clusterId: directory has cluster-1, configuration says cluster-2",
                        "factor: directory has 3, configuration says 5",
                        "readQuorum: directory has 2, configuration says 3",
                        "writeQuorum: directory has 2, configuration says 4",
                        "quorum: directory has SLOPPY, configuration says STRICT",
                        "partitions: directory has 64, configuration says 128",
                        "conflictResolution: directory has SIBLINGS, configuration says LAST_WRITE_WINS",
                        "durability: directory has FSYNC, configuration says BUFFERED");
    }

    @Test
    void onlyTheSettingThatDiffersIsNamed(@TempDir Path path) throws IOException {
        DataDirectory.open(path, OURS).close();

        assertThatThrownBy(() -> DataDirectory.open(path, TestRecords.settings(Durability.BUFFERED)))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageEndingWith("another store: durability: directory has FSYNC, configuration says BUFFERED");
        DataDirectory.open(path, OURS).close(); // and the refusal has not kept the lock
    }

    @Test
    void everyProcessBeginsALifeWithALargerCount(@TempDir Path path) throws IOException {
        for (long life = 1; life < 4; life++) {
            try (DataDirectory directory = DataDirectory.open(path, OURS)) {
                assertThat(directory.countBoot()).isEqualTo(life);
            }
        }
        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            directory.raiseBoots(40);
            directory.raiseBoots(30);
        }
        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            assertThat(directory.countBoot()).isEqualTo(41);
        }
    }

    @Test
    void aDamagedCountBeginsAnewSincePeersRemember(@TempDir Path path) throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            directory.countBoot();
        }
        Files.writeString(path.resolve("boots"), "nonsense");

        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            assertThat(directory.countBoot()).isEqualTo(1);
        }
    }

    @Test
    void aSecondOpenerIsRefusedUntilTheFirstCloses(@TempDir Path path) throws IOException {
        try (DataDirectory first = DataDirectory.open(path, OURS)) {
            assertThatThrownBy(() -> DataDirectory.open(path, OURS))
                    .isInstanceOf(DataDirectoryException.class)
                    .hasMessage(first + " is in use by another node process");
        }

        DataDirectory.open(path, OURS).close();
    }

    @Test
    void aDirectoryOfSomethingElseIsRefusedAndLeftAsItIs(@TempDir Path path) throws IOException {
        Files.writeString(path.resolve("thesis.tex"), "42");

        assertThatThrownBy(() -> DataDirectory.open(path, OURS))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("is not empty and not a data directory of Stator")
                .hasMessageContaining("thesis.tex");
        assertThat(path).isDirectoryNotContaining("glob:**{lock,store}");
    }

    @Test
    void anEmptyVolumeAndTracesOfAnInterruptedStartAreNobodys(@TempDir Path path) throws IOException {
        Files.createDirectory(path.resolve("lost+found"));
        Files.writeString(path.resolve("store.new"), "half");
        Files.createFile(path.resolve("lock"));

        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            assertThat(directory.settings()).isEqualTo(OURS);
        }
    }

    @Test
    void aDirectoryThatLostItsStoreFileIsNotMadeAnew(@TempDir Path path) throws IOException {
        DataDirectory directory = DataDirectory.open(path, OURS);
        directory.saveRing(TestRecords.ring(1));
        directory.close();
        Files.delete(path.resolve("store"));

        assertThatThrownBy(() -> DataDirectory.open(path, OURS)).isInstanceOf(DataDirectoryException.class);
    }

    @Test
    void aFlippedBitInAnyByteOfTheStoreFileIsNoticed(@TempDir Path path) throws IOException {
        DataDirectory.open(path, OURS).close();
        Path store = path.resolve("store");
        byte[] intact = Files.readAllBytes(store);

        List<Integer> unnoticed = new ArrayList<>();
        for (int i = 0; i < intact.length; i++) {
            byte[] damaged = intact.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            Files.write(store, damaged);
            try {
                DataDirectory.open(path, OURS).close();
                unnoticed.add(i);
            } catch (DataDirectoryException e) {
                // as it should be
            }
        }

        assertThat(intact.length).isGreaterThan(100);
        assertThat(unnoticed).isEmpty();
    }

    @Test
    void theNewestRingIsKept(@TempDir Path path) throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            for (int epoch = 1; epoch <= 3; epoch++) {
                directory.saveRing(TestRecords.ring(epoch));
                assertThat(directory.ring()).contains(TestRecords.ring(epoch));
            }
        }

        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            assertThat(directory.ring()).contains(TestRecords.ring(3));
        }
    }

    @Test
    void aTornRingGivesTheOneBeforeAndNeverReplacesIt(@TempDir Path path) throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            directory.saveRing(TestRecords.ring(1));
            directory.saveRing(TestRecords.ring(2));
        }
        byte[] whole = Files.readAllBytes(path.resolve("ring"));
        Files.write(path.resolve("ring"), java.util.Arrays.copyOf(whole, whole.length / 2));

        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            assertThat(directory.ring()).contains(TestRecords.ring(1));
            directory.saveRing(TestRecords.ring(3));
        }
        Files.writeString(path.resolve("ring"), "torn again");

        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            assertThat(directory.ring()).contains(TestRecords.ring(1));
        }
    }

    @Test
    void aCrashBetweenTheTwoRenamesGivesTheRingBefore(@TempDir Path path) throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            directory.saveRing(TestRecords.ring(1));
            directory.saveRing(TestRecords.ring(2));
        }
        Files.move(path.resolve("ring"), path.resolve("ring.new"));

        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            assertThat(directory.ring()).contains(TestRecords.ring(1));
        }
    }

    @Test
    void twoDamagedRingsStopTheStart(@TempDir Path path) throws IOException {
        try (DataDirectory directory = DataDirectory.open(path, OURS)) {
            directory.saveRing(TestRecords.ring(1));
            directory.saveRing(TestRecords.ring(2));
        }
        Files.writeString(path.resolve("ring"), "torn");
        Files.writeString(path.resolve("ring.previous"), "torn");

        assertThatThrownBy(() -> DataDirectory.open(path, OURS))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("neither ring nor ring.previous can be read");
    }
}
