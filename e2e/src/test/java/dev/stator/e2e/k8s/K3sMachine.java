package dev.stator.e2e.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.ExecConfig;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A Kubernetes of one node in a container, gone after the tests. {@code STATOR_K3S_IMAGE} names another image than the public one. */
final class K3sMachine implements Machine {
    private static final String PUBLIC_IMAGE = "rancher/k3s:v1.33.4-k3s1";
    private static final String DIRECTORY = "/tmp/";

    private final K3sContainer container;

    private K3sMachine(K3sContainer container) {
        this.container = container;
    }

    static K3sMachine start() {
        String image = Optional.ofNullable(System.getenv("STATOR_K3S_IMAGE")).orElse(PUBLIC_IMAGE);
        K3sContainer container =
                new K3sContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rancher/k3s"));
        container.withStartupAttempts(2); // one was seen to hang as it started, and the next was there in seconds
        try {
            container.start();
        } catch (RuntimeException e) {
            container.stop();
            throw e;
        }
        return new K3sMachine(container);
    }

    @Override
    public Output run(List<String> command) {
        try {
            ExecResult result = container.execInContainer(ExecConfig.builder()
                    .workDir(DIRECTORY)
                    .command(command.toArray(new String[0]))
                    .build());
            return new Output(result.getExitCode(), result.getStdout(), result.getStderr());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void write(String name, String text) {
        container.copyFileToContainer(Transferable.of(text), DIRECTORY + name);
    }

    @Override
    public String kubeConfig() {
        return container.getKubeConfigYaml();
    }

    @Override
    public void load(Path image) {
        String file = DIRECTORY + image.getFileName();
        container.copyFileToContainer(MountableFile.forHostPath(image), file);
        run(List.of("ctr", "-n", "k8s.io", "images", "import", file)).orFail();
        run(List.of("rm", file)).orFail();
    }

    @Override
    public void close() {
        container.stop();
    }
}
