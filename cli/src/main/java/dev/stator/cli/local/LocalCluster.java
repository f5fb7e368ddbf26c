package dev.stator.cli.local;

import dev.stator.operator.admin.AdminException;
import dev.stator.operator.admin.NodeAdmin;
import dev.stator.operator.admin.RingPublisher;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.NodeSlot;
import dev.stator.operator.certificate.Credential;
import dev.stator.operator.certificate.InternodeIdentity;
import dev.stator.ring.RingFormatException;
import dev.stator.ring.RingState;
import dev.stator.ring.RingStateCodec;
import dev.stator.ring.StoreId;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * A cluster of node processes, started and supervised by this process. Starting takes these steps, and each can be taken again
 * after a crash of the one before:
 *
 * <ol>
 *   <li>Take the directory's lock: the proof that nobody else supervises it.
 *   <li>Compare the manifest with the one before; refuse what may not or cannot change.
 *   <li>Choose ports (those of last time, where they are free), make certificates, copy the program, write configurations.
 *   <li>Start all processes at once.
 *   <li>When all have named their stores: decide the next ring, write it to {@code ring.bin}, publish it. The file comes first, so
 *       that a ring that any node may have is never forgotten and never replaced by another of its epoch.
 *   <li>Wait until all are ready.
 * </ol>
 */
public final class LocalCluster {
    /** Stopping takes no longer than this. */
    public static final long STOP_MILLIS_MAX = Supervisor.GRACE.toMillis() + 2_000;

    private static final long START_MILLIS_MAX = 60_000;
    private static final long LOOK_MILLIS = 50;

    private final ClusterDirectory directory;
    private final KeyValueStore store;
    private final StartOptions options;
    private final Consumer<String> progress;
    private final FileLock lock;
    private final ScheduledExecutorService loop;
    private final Identity identity;
    private final LocalTls tls;
    private final ProgramCopy program;
    private final Supervisor supervisor;

    private LocalCluster(
            ClusterDirectory directory,
            KeyValueStore store,
            StartOptions options,
            Consumer<String> progress,
            FileLock lock,
            Identity identity,
            LocalTls tls,
            ProgramCopy program) {
        this.directory = directory;
        this.store = store;
        this.options = options;
        this.progress = progress;
        this.lock = lock;
        this.identity = identity;
        this.tls = tls;
        this.program = program;
        this.loop = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "supervisor");
            thread.setDaemon(true);
            return thread;
        });
        this.supervisor = new Supervisor(names(store), loop, this::launch, this::record, progress);
    }

    /** Starts it and waits until it serves. If that fails, everything that was started is stopped again. */
    public static LocalCluster up(
            ClusterDirectory directory, KeyValueStore store, StartOptions options, Consumer<String> progress)
            throws Failure, InterruptedException {
        FileLock lock = lock(directory);
        LocalCluster cluster = null;
        try {
            cluster = prepare(directory, store, options, progress, lock);
            cluster.serve();
            return cluster;
        } catch (Failure | RuntimeException | InterruptedException e) {
            if (cluster != null) {
                cluster.stop();
            } else {
                release(lock, progress);
            }
            throw e;
        }
    }

    private static FileLock lock(ClusterDirectory directory) throws Failure {
        try {
            Files.createDirectories(directory.root());
            FileChannel channel =
                    FileChannel.open(directory.supervisorLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            throw new Failure("the cluster in " + directory.root() + " runs already, in this process", e);
        } catch (IOException e) {
            throw Failure.of("cannot use " + directory.root(), e);
        }
        throw new Failure("the cluster in " + directory.root()
                + " runs already; 'stator status' shows it, 'stator down' stops it");
    }

    private static LocalCluster prepare(
            ClusterDirectory directory,
            KeyValueStore store,
            StartOptions options,
            Consumer<String> progress,
            FileLock lock)
            throws Failure, InterruptedException {
        Optional<KeyValueStore> before = Recorded.read(directory);
        if (before.isPresent()) {
            Recorded.requirePossible(before.get(), store);
        }
        List<ProcessHandle> leftovers = Leftovers.of(directory);
        if (!leftovers.isEmpty()) {
            progress.accept("stopping " + leftovers.size() + " nodes that a killed supervisor left behind");
            Leftovers.end(leftovers);
        }
        String name = store.getMetadata().getName();
        Identity identity = identity(directory, store, progress);
        identity.write(directory);
        Recorded.write(directory, store);
        ProgramCopy program = ProgramCopy.of(options.classPath(), directory.lib());
        program.deleteOthers();
        LocalTls tls = new LocalTls(directory, name, identity.clusterId(), Instant.now());
        tls.prepare(names(store));
        return new LocalCluster(directory, store, options, progress, lock, identity, tls, program);
    }

    private static Identity identity(ClusterDirectory directory, KeyValueStore store, Consumer<String> progress)
            throws Failure {
        Optional<Identity> before = Identity.read(directory);
        String clusterId = before.map(Identity::clusterId)
                .orElseGet(() -> UUID.randomUUID().toString());
        FreePorts free = new FreePorts(new SplittableRandom(), FreePorts::isFree);
        before.ifPresent(known -> known.ports().values().forEach(free::reserve));
        Map<String, NodePorts> ports = new LinkedHashMap<>();
        for (String node : names(store)) {
            Optional<NodePorts> known =
                    before.map(identity -> identity.ports().get(node)).filter(FreePorts::areFree);
            if (before.isPresent() && known.isEmpty()) {
                progress.accept("a port of " + node + " is taken by somebody else: it gets new ones");
            }
            ports.put(node, known.isPresent() ? known.get() : free.take());
        }
        return new Identity(clusterId, ports);
    }

    private void serve() throws Failure, InterruptedException {
        List<String> names = names(store);
        int shards = Math.max(1, options.cores() / names.size());
        Map<String, Long> nodeKeys = options.nodeKeys();
        for (String node : names) {
            Documents.write(
                    directory.nodeConfig(node),
                    NodeProperties.of(store, identity, node, directory, tls, shards, nodeKeys));
        }
        progress.accept("starting " + names.size() + " nodes: " + String.join(", ", names));
        List<CompletableFuture<Boolean>> started = new ArrayList<>();
        names.forEach(node -> started.add(supervisor.start(node)));
        for (CompletableFuture<Boolean> one : started) {
            Futures.await(one);
        }
        Map<String, StoreId> stores = new LinkedHashMap<>();
        awaitEach("names its store", node -> NodeAdmin.status(
                        identity.portsOf(node).adminUrl())
                .map(status ->
                        stores.put(node, StoreId.parse(status.path("storeId").asText())) == null)
                .isPresent());
        publish(stores);
        awaitEach("is ready", this::isReadyOrInDoubt);
    }

    /** A store in doubt waits for a human, who needs the others, and the supervisor, to do something about it. */
    private boolean isReadyOrInDoubt(String node) {
        String admin = identity.portsOf(node).adminUrl();
        if (NodeAdmin.isReady(admin)) {
            return true;
        }
        Optional<String> doubt = NodeAdmin.inDoubt(admin);
        doubt.ifPresent(why -> progress.accept(node + " is in doubt and serves nothing: " + why));
        return doubt.isPresent();
    }

    private void publish(Map<String, StoreId> stores) throws Failure {
        Optional<RingState> present = recordedRing();
        Optional<RingState> next = RingDraft.next(present, store, identity, stores);
        if (next.isPresent()) {
            progress.accept("publishing the ring, epoch " + next.get().epoch() + ": "
                    + next.get().partitions() + " partitions, " + next.get().factor() + " owners each");
            Documents.write(directory.ringFile(), RingStateCodec.encode(next.get()));
        }
        RingState ring = next.or(() -> present).orElseThrow();
        Credential operator = tls.operator();
        Credential ca = Credential.ofPem(
                Documents.read(tls.certificate("internode-ca")).orElseThrow(),
                Documents.read(tls.key("internode-ca")).orElseThrow());
        RingPublisher publisher = new RingPublisher(operator, ca.certificate());
        for (String node : stores.keySet()) {
            try {
                publisher.publish(
                        ring,
                        new RingPublisher.Node(
                                node,
                                InetAddress.getLoopbackAddress(),
                                identity.portsOf(node).internode(),
                                InternodeIdentity.node(identity.clusterId(), node)));
            } catch (AdminException e) {
                throw new Failure(String.valueOf(e.getMessage()), e);
            }
        }
    }

    private Optional<RingState> recordedRing() throws Failure {
        Optional<byte[]> bytes = Documents.readBytes(directory.ringFile());
        try {
            return bytes.map(RingStateCodec::decode);
        } catch (RingFormatException e) {
            throw new Failure(directory.ringFile() + " is broken: " + e.getMessage(), e);
        }
    }

    private interface Look {
        boolean isTrue(String node);
    }

    private void awaitEach(String what, Look look) throws Failure, InterruptedException {
        long deadline = System.nanoTime() + START_MILLIS_MAX * 1_000_000;
        List<String> waiting = new ArrayList<>(names(store));
        while (!waiting.isEmpty()) {
            waiting.removeIf(look::isTrue);
            for (String node : waiting) {
                if (Futures.await(supervisor.hasDied(node))) {
                    throw new Failure(node + " ended instead of serving" + lastWords(node));
                }
                if (System.nanoTime() > deadline) {
                    throw new Failure(node + " has not come so far that it " + what + lastWords(node));
                }
            }
            if (!waiting.isEmpty()) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    /** The file that commands and tests read. */
    public ClusterFile file() throws Failure {
        return ClusterFile.read(directory);
    }

    /**
     * Serves commands until told to stop; blocks. All nodes are stopped when it returns.
     *
     * @param ready run once commands are served
     */
    public void supervise(Runnable ready) throws Failure, InterruptedException {
        CompletableFuture<Void> down = new CompletableFuture<>();
        Control control = Control.open(directory, request -> answer(request, down));
        ready.run();
        try {
            down.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("unexpected", e.getCause());
        } finally {
            control.close();
        }
    }

    private String answer(Control.Request request, CompletableFuture<Void> down) throws Failure, InterruptedException {
        String node = request.node();
        return switch (request.verb()) {
            case "stop" ->
                Futures.await(supervisor.stop(node, request.isKill()))
                        ? node + (request.isKill() ? " is killed" : " is stopped")
                        : node + " is stopped already";
            case "start" -> {
                boolean wasStopped = Futures.await(supervisor.start(node));
                awaitReady(node);
                yield wasStopped ? node + " serves" : node + " runs already";
            }
            case "down" -> {
                stop();
                down.complete(null);
                yield "stopped";
            }
            default -> throw new Failure("this supervisor does not know how to " + request.verb());
        };
    }

    private void awaitReady(String node) throws Failure, InterruptedException {
        long deadline = System.nanoTime() + START_MILLIS_MAX * 1_000_000;
        String admin = identity.portsOf(node).adminUrl();
        while (!NodeAdmin.isReady(admin)) {
            Optional<String> doubt = NodeAdmin.inDoubt(admin);
            if (doubt.isPresent()) {
                throw new Failure(node + " runs, but is in doubt and serves nothing: " + doubt.get()
                        + ". What to do: docs/OPERATIONS.md, \"A store in doubt\"");
            }
            if (Futures.await(supervisor.hasDied(node)) || System.nanoTime() > deadline) {
                throw new Failure(node + " does not come up" + lastWords(node));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private String lastWords(String node) {
        Path log = directory.nodeLog(node);
        return "; its log " + log + " ends with: " + LogTail.of(log);
    }

    /** Stops all nodes and gives the directory free. May be called again. */
    public void stop() throws InterruptedException {
        try {
            supervisor.stopAll().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("unexpected", e.getCause());
        }
        release(lock, progress);
    }

    private static void release(FileLock lock, Consumer<String> progress) {
        try {
            lock.channel().close();
        } catch (IOException e) {
            progress.accept("the lock file cannot be closed: " + e.getMessage());
        }
    }

    private ProcessHandle launch(String node) throws Failure {
        Path log = directory.nodeLog(node);
        List<String> command = NodeJvm.command(
                options.java(),
                program,
                store.getSpec().limits().maxValueBytes(),
                options.javaOptions(StartOptions.NODE_JAVA_OPTS),
                directory.nodeConfig(node).toAbsolutePath());
        try {
            Files.createDirectories(log.getParent());
            Files.createDirectories(directory.nodeData(node));
            return new ProcessBuilder(command)
                    .directory(program.directory().toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start()
                    .toHandle();
        } catch (IOException e) {
            throw Failure.of("cannot start " + node, e);
        }
    }

    private void record(Map<String, OptionalLong> pids) {
        List<ClusterFile.Node> nodes = new ArrayList<>();
        pids.forEach((name, pid) -> {
            NodePorts ports = identity.portsOf(name);
            nodes.add(new ClusterFile.Node(
                    name,
                    pid,
                    ports.url(),
                    ports.adminUrl(),
                    directory.nodeData(name).toAbsolutePath()));
        });
        try {
            new ClusterFile(
                            store.getMetadata().getName(),
                            LocalTls.ca(directory).toAbsolutePath(),
                            nodes)
                    .write(directory);
        } catch (Failure e) {
            progress.accept("cannot say who runs where: " + e.getMessage());
        }
    }

    private static List<String> names(KeyValueStore store) {
        return store.nodes().stream().map(NodeSlot::name).toList();
    }
}
