package dev.stator.cli.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * How commands reach the supervisor of a local cluster: one JSON line there and one back, over a connection on the loopback. The
 * token that each request must carry stands in a file that only the owner of the cluster can read.
 */
final class Control implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REQUEST_MILLIS_MAX = 5_000;

    /** What the supervisor does with requests. Called on a thread of its own each; may block. */
    interface Service {
        /** A line to tell the user. */
        String answer(Request request) throws Failure, InterruptedException;
    }

    /**
     * One request.
     *
     * @param verb stop, start or down
     * @param node empty where it is about none
     * @param isKill of a stop
     */
    record Request(String verb, String node, boolean isKill) {}

    private final ClusterDirectory directory;
    private final ServerSocket listener;
    private final String token;
    private final Service service;

    private Control(ClusterDirectory directory, ServerSocket listener, String token, Service service) {
        this.directory = directory;
        this.listener = listener;
        this.token = token;
        this.service = service;
    }

    static Control open(ClusterDirectory directory, Service service) throws Failure {
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        try {
            ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
            Control control = new Control(directory, listener, HexFormat.of().formatHex(secret), service);
            Documents.write(
                    directory.supervisorFile(),
                    Documents.json(Map.of(
                            "pid", ProcessHandle.current().pid(),
                            "port", listener.getLocalPort(),
                            "token", control.token)));
            Thread thread = new Thread(control::accept, "control");
            thread.setDaemon(true);
            thread.start();
            return control;
        } catch (IOException e) {
            throw Failure.of("cannot listen for commands", e);
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread thread = new Thread(() -> serve(socket), "command");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in = reader(socket);
                Writer out = writer(socket)) {
            socket.setSoTimeout(REQUEST_MILLIS_MAX);
            String line = in.readLine();
            if (line != null) {
                out.write(JSON.writeValueAsString(reply(JSON.readTree(line))) + "\n");
            }
        } catch (IOException e) {
            // who asked is gone, or never was one of us: what was asked for is done all the same
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, String> reply(JsonNode request) throws InterruptedException {
        if (!request.path("token").asText().equals(token)) {
            return Map.of("error", "this supervisor is of another cluster");
        }
        try {
            return Map.of(
                    "told",
                    service.answer(new Request(
                            request.path("verb").asText(),
                            request.path("node").asText(),
                            request.path("kill").asBoolean())));
        } catch (Failure e) {
            return Map.of("error", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() throws Failure {
        try {
            listener.close();
            Files.deleteIfExists(directory.supervisorFile());
        } catch (IOException e) {
            throw Failure.of("cannot close the door for commands", e);
        }
    }

    /** The process of the supervisor, if its file names one that lives. */
    static Optional<ProcessHandle> supervisor(ClusterDirectory directory) throws Failure {
        return Documents.readJson(directory.supervisorFile())
                .flatMap(json -> ProcessHandle.of(json.path("pid").asLong()))
                .filter(ProcessHandle::isAlive);
    }

    /**
     * Asks the supervisor; blocks until it has done it.
     *
     * @return what to tell the user, or nothing if there is no supervisor
     */
    static Optional<String> ask(ClusterDirectory directory, Request request) throws Failure {
        Optional<JsonNode> file = Documents.readJson(directory.supervisorFile());
        if (file.isEmpty()) {
            return Optional.empty();
        }
        String line;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), file.get().path("port").asInt()));
            Writer out = writer(socket);
            out.write(JSON.writeValueAsString(Map.of(
                            "token", file.get().path("token").asText(),
                            "verb", request.verb(),
                            "node", request.node(),
                            "kill", request.isKill()))
                    + "\n");
            out.flush();
            line = reader(socket).readLine();
        } catch (IOException e) {
            return Optional.empty(); // it died and left its file behind
        }
        if (line == null) {
            throw new Failure("the supervisor ended while it was asked to " + request.verb());
        }
        try {
            JsonNode reply = JSON.readTree(line);
            if (reply.has("error")) {
                throw new Failure(reply.path("error").asText());
            }
            return Optional.of(reply.path("told").asText());
        } catch (JsonProcessingException e) {
            throw new Failure("the supervisor answered nonsense: " + line, e);
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Writer writer(Socket socket) throws IOException {
        return new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
    }
}
