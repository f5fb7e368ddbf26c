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
import java.util.OptionalLong;

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

    /** Why the node's store serves nothing, because its disk seems to have gone back in time (PROTOCOL rule 20), if so. */
    public static Optional<String> inDoubt(String adminUrl) {
        return status(adminUrl).flatMap(NodeAdmin::inDoubt);
    }

    /** The same, by the node's account. */
    static Optional<String> inDoubt(JsonNode status) {
        return Optional.of(status.path("inDoubt")).filter(JsonNode::isTextual).map(JsonNode::asText);
    }

    /** What the node keeps for others, by its account: hints are listed by whom they are for, each with its bytes. */
    public static OptionalLong hintedBytes(JsonNode status) {
        JsonNode hints = status.path("hints");
        if (!hints.isObject()) {
            return OptionalLong.empty();
        }
        long bytes = 0;
        for (JsonNode target : hints) {
            OptionalLong kept = count(target.path("bytes"));
            if (kept.isEmpty()) {
                return kept;
            }
            bytes += kept.getAsLong();
        }
        return OptionalLong.of(bytes);
    }

    /** Comparisons with other owners that the node has to make, or make again, by its account. */
    public static OptionalLong treePairsDue(JsonNode status) {
        return count(status.path("treePairsDue"));
    }

    /** What is no number is not said: it must not count as zero. */
    private static OptionalLong count(JsonNode said) {
        return said.isIntegralNumber() && said.asLong() >= 0 ? OptionalLong.of(said.asLong()) : OptionalLong.empty();
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
