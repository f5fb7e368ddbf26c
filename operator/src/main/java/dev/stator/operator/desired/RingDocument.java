package dev.stator.operator.desired;

import dev.stator.operator.api.KeyValueStore;
import dev.stator.ring.RingFormatException;
import dev.stator.ring.RingState;
import dev.stator.ring.RingStateCodec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A ring as ConfigMaps. The head {@code <store>-ring} holds the compressed ring, or, where that is larger than {@value
 * #PART_BYTES_MAX} bytes, the names of immutable parts {@code <store>-ring-<hash>} that hold its pieces in order. Parts are
 * written first and the head last, so that a head always names parts that exist.
 */
public record RingDocument(ConfigMap head, List<ConfigMap> parts) {
    static final int PART_BYTES_MAX = 800 * 1024; // an object has at most 1 MiB or so, base64 a third more than bytes

    private static final String EPOCH = "epoch";
    private static final String HASH = "hash";
    private static final String PARTS = "parts";
    private static final String RING = "ring";

    public RingDocument {
        parts = List.copyOf(parts);
    }

    public static RingDocument of(KeyValueStore store, RingState ring) {
        return of(store, ring, PART_BYTES_MAX * 3 / 4);
    }

    static RingDocument of(KeyValueStore store, RingState ring, int partBytesMax) {
        Names names = Names.of(store);
        byte[] bytes = compressed(RingStateCodec.encode(ring));
        ConfigMapBuilder head = new ConfigMapBuilder()
                .withMetadata(StoreObjects.metadata(store, names.ring(), names.labels()))
                .addToData(EPOCH, ring.epoch().toString())
                .addToData(HASH, ring.hash().toString());
        if (bytes.length <= partBytesMax) {
            return new RingDocument(head.addToBinaryData(RING, base64(bytes)).build(), List.of());
        }
        List<ConfigMap> parts = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += partBytesMax) {
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + partBytesMax));
            parts.add(new ConfigMapBuilder()
                    .withMetadata(StoreObjects.metadata(store, names.ring() + "-" + Digest.of(piece), names.labels()))
                    .withImmutable(true)
                    .addToBinaryData(RING, base64(piece))
                    .build());
        }
        List<String> partNames =
                parts.stream().map(part -> part.getMetadata().getName()).toList();
        return new RingDocument(
                head.addToData(PARTS, String.join(",", partNames)).build(), parts);
    }

    /** The names of the parts that a head needs. */
    public static List<String> partsOf(ConfigMap head) {
        String names = data(head).getOrDefault(PARTS, "");
        return names.isEmpty() ? List.of() : List.of(names.split(",", -1));
    }

    /**
     * The ring that a head and its parts, in order, hold.
     *
     * @throws RingFormatException when they hold none, or another one than the head says
     */
    public static RingState read(ConfigMap head, List<ConfigMap> parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ConfigMap part : parts.isEmpty() ? List.of(head) : parts) {
            byte[] piece = Optional.ofNullable(part.getBinaryData())
                    .map(data -> data.get(RING))
                    .map(text -> Base64.getDecoder().decode(text))
                    .orElseThrow(() -> new RingFormatException(
                            "no ring in ConfigMap " + part.getMetadata().getName()));
            bytes.writeBytes(piece);
        }
        RingState ring = RingStateCodec.decode(expanded(bytes.toByteArray()));
        if (!ring.hash().toString().equals(data(head).get(HASH))) {
            throw new RingFormatException("the ring in the ConfigMap has not the hash that it says");
        }
        return ring;
    }

    private static Map<String, String> data(ConfigMap map) {
        return Optional.ofNullable(map.getData()).orElse(Map.of());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] compressed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static byte[] expanded(byte[] bytes) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new RingFormatException("the ring in the ConfigMap cannot be expanded: " + e.getMessage());
        }
    }
}
