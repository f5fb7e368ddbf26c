package dev.stator.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Users of one key, as many as like, in a process that takes only the processors' time that others leave: on a machine that they share with the
 * nodes they would else be what other users wait for. Some put without having read, some read; each at every node in turn.
 */
final class HotUsers implements AutoCloseable {
    private static final int USERS = 5;
    static final int WRITERS = 2;
    private static final String READY = "ready";

    /** Weighs a tenth of what nodes and other users do. */
    private static final String NICE = "10";

    private final Process process;
    private final BufferedReader output;

    private HotUsers(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Returns once puts and reads have been answered. */
    static HotUsers of(Cluster cluster, String key, int valueBytes, String context) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "nice",
                "-n",
                NICE,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                HotUsers.class.getName(),
                cluster.ca().toString(),
                Integer.toString(valueBytes),
                context));
        cluster.nodes().forEach(node -> command.add(node.url() + "/v1/keys/" + key));
        HotUsers users = new HotUsers(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        String line = users.output.readLine();
        if (!READY.equals(line)) {
            users.process.destroyForcibly();
            throw new IOException("users of the hot key said " + line);
        }
        return users;
    }

    /** Ends them, and says how often which status came. */
    String end() throws IOException {
        process.getOutputStream().close();
        return output.readLine();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** A certificate, how large values are, a context, and the key's URLs; until there is no more input. */
    public static void main(String[] words) throws Exception {
        HttpClient http = HttpClient.newBuilder()
                .sslContext(Flood.trusting(Path.of(words[0])))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        byte[] value = new byte[Integer.parseInt(words[1])];
        List<URI> urls = List.of(words).subList(3, words.length).stream()
                .map(URI::create)
                .toList();
        Map<String, Integer> ends = new TreeMap<>();
        for (int user = 0; user < USERS; user++) {
            boolean isWriter = user < WRITERS;
            int first = user;
            Thread thread = new Thread(() -> {
                for (int i = first; ; i++) {
                    HttpRequest.Builder request =
                            HttpRequest.newBuilder(urls.get(i % urls.size())).timeout(Duration.ofSeconds(60));
                    if (isWriter) {
                        request.PUT(HttpRequest.BodyPublishers.ofByteArray(value))
                                .header("Stator-Context", words[2]);
                    }
                    String end = (isWriter ? "put " : "get ") + answerTo(http, request.build());
                    synchronized (ends) {
                        ends.merge(end, 1, Integer::sum);
                        ends.notifyAll();
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        synchronized (ends) {
            while (ends.size() < 2) {
                ends.wait();
            }
        }
        System.out.println(READY);
        while (System.in.read() >= 0) {
            // whoever started this has more to do
        }
        synchronized (ends) {
            System.out.println(ends);
        }
    }

    /** Its status, or what went wrong. */
    static String answerTo(HttpClient http, HttpRequest request) {
        try {
            return Integer.toString(
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
