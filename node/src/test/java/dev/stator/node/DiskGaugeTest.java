package dev.stator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.node.kernel.DiskUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskGaugeTest {
    @TempDir
    private Path data;

    @Test
    void withoutACapacityOfItsOwnTheWholeVolumeCounts() throws IOException {
        DiskGauge gauge = new DiskGauge(data, 0);
        assertThat(gauge.last()).isEqualTo(DiskUse.UNKNOWN);

        DiskUse use = gauge.measure();

        assertThat(use.capacityBytes()).isBetween(1L, Files.getFileStore(data).getTotalSpace());
        assertThat(use.share()).isBetween(0.0, 1.0);
        assertThat(gauge.last()).isEqualTo(use);
    }

    @Test
    void ownFilesCountAgainstTheNodesCapacity() throws IOException {
        Files.createDirectory(data.resolve("db"));
        Files.write(data.resolve("db/000001.log"), new byte[700]);
        Files.write(data.resolve("ring"), new byte[299]);

        DiskUse use = new DiskGauge(data, 1000).measure();

        assertThat(use).isEqualTo(new DiskUse(999, 1000));
    }

    @Test
    void whatCannotBeMeasuredIsAsItWas() throws IOException {
        Path gone = Files.createDirectory(data.resolve("gone"));
        Files.write(gone.resolve("x"), new byte[999]);
        DiskGauge gauge = new DiskGauge(gone, 1000);
        gauge.measure();

        Files.delete(gone.resolve("x"));
        Files.delete(gone);

        assertThat(gauge.measure()).isEqualTo(new DiskUse(999, 1000));
    }
}
