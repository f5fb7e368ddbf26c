package dev.stator.cli.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stator.operator.api.KeyValueStore;
import dev.stator.operator.api.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The manifest that a local cluster was started with, and what may not change in the next. */
final class Recorded {
    private Recorded() {}

    static void write(ClusterDirectory directory, KeyValueStore store) throws Failure {
        try {
            Documents.write(directory.storeFile(), new ObjectMapper().writeValueAsString(store));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest that was read can be written", e);
        }
    }

    static Optional<KeyValueStore> read(ClusterDirectory directory) throws Failure {
        Optional<String> text = Documents.read(directory.storeFile());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Manifest.Result result = Manifest.load(text.get());
        if (result instanceof Manifest.Loaded loaded) {
            return Optional.of(loaded.store());
        }
        throw new Failure(directory.storeFile() + " is broken: " + ((Manifest.Refused) result).message());
    }

    /** Refuses what the API server would refuse, in its words, and what this version cannot do yet. */
    static void requirePossible(KeyValueStore before, KeyValueStore after) throws Failure {
        if (!before.getMetadata().getName().equals(after.getMetadata().getName())) {
            throw new Failure(
                    "the data here is of store '" + before.getMetadata().getName() + "', not '"
                            + after.getMetadata().getName() + "'");
        }
        Optional<Manifest.Refused> refused = Manifest.refuseChange(before, after);
        if (refused.isPresent()) {
            throw new Failure(refused.get().message());
        }
        if (!before.nodes().equals(after.nodes())) {
            throw new Failure("changing size or weights comes with a later version; this cluster has "
                    + described(before) + ", the manifest " + described(after));
        }
    }

    private static String described(KeyValueStore store) {
        List<String> nodes = store.nodes().stream()
                .map(slot -> slot.name() + " (weight " + slot.capacityWeight() + ")")
                .toList();
        return nodes.stream().collect(Collectors.joining(", "));
    }
}
