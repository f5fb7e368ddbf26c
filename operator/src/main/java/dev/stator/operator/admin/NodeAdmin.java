package dev.stator.operator.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks a node's admin port. What cannot be reached gives no answer, which is never an answer of "no". */
public final class NodeAdmin {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int ANSWER_BYTES_MAX = 32 << 20;

    private NodeAdmin() {}

    /** The node's own account of itself. */
    public static Optional<JsonNode> status(String adminUrl) {
        Optional<Reply> reply = get(adminUrl + "/status");
        if (reply.isEmpty() || reply.get().status() != 200) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(reply.get().body()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    public static boolean isReady(String adminUrl) {
        return get(adminUrl + "/readyz").filter(reply -> reply.status() == 200).isPresent();
    }

    private record Reply(int status, String body) {}

    private static Optional<Reply> get(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            int status = connection.getResponseCode();
            try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                byte[] bytes = body == null ? new byte[0] : body.readNBytes(ANSWER_BYTES_MAX);
                return Optional.of(new Reply(status, new String(bytes, StandardCharsets.UTF_8)));
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
