package dev.stator.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A real file system of a few MiB beneath one node's data, and something that eats all of its space. It is mounted for the cluster's
 * processes alone, in a mount namespace of theirs, and gone with the last of them. Needs Linux, and the right to mount.
 */
final class SmallDisk {
    static final String WHY_NONE =
            "a file system of its own for one node needs Linux, unshare, nsenter, and the right to mount (root)";

    private final Path where;
    private final long bytes;

    SmallDisk(Path where, long bytes) {
        this.where = where;
        this.bytes = bytes;
    }

    /** May this process do so? */
    static boolean canBeMade(Path directory) throws IOException, InterruptedException {
        String probe = "command -v nsenter && unshare -m mount -t tmpfs none '" + directory + "'";
        Process process = new ProcessBuilder("bash", "-c", probe)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    /** The command of these words, with the disk in place. */
    String mountedFor(List<String> stator) {
        String words = stator.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return "mkdir -p '" + where + "' && unshare -m bash -c \"mount -t tmpfs -o size=" + bytes + ",mode=700 none '"
                + where + "' && exec ./stator " + words + "\"";
    }

    /** Takes all space, and whatever becomes free, until it lets go; then all of it is free again. */
    Hog hog(Cluster cluster) throws IOException {
        return new Hog(cluster.supervisor());
    }

    final class Hog {
        private final long supervisor;
        private final Process process;

        private Hog(long supervisor) throws IOException {
            this.supervisor = supervisor;
            this.process =
                    inside("while :; do dd if=/dev/zero bs=4k of=ballast oflag=append conv=notrunc; sleep 0.02; done");
        }

        /** Runs where the nodes run: nobody else sees the disk. */
        private Process inside(String script) throws IOException {
            List<String> command = List.of(
                    "nsenter", "-t", Long.toString(supervisor), "-m", "bash", "-c", "cd '" + where + "' && " + script);
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        }

        void letGo() throws IOException {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
            if (inside("rm -f ballast").onExit().join().exitValue() != 0) {
                throw new IllegalStateException("the ballast cannot be taken away");
            }
        }
    }
}
