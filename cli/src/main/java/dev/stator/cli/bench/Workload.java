package dev.stator.cli.bench;

import java.util.Locale;

/** The mixes of YCSB that make sense here, by the percentage of reads. */
public record Workload(String name, int readPercent, Kind kind) {
    public enum Kind {
        /** Reads and plain puts. */
        PLAIN,
        /** The keys written last are read most, and puts make new keys. */
        LATEST,
        /** Each write is a get, and a put under its context. */
        READ_MODIFY_WRITE
    }

    /** @throws IllegalArgumentException with the reason, for a letter that is none of A, B, C, D, F */
    public static Workload of(String letter) {
        return switch (letter.toUpperCase(Locale.ROOT)) {
            case "A" -> new Workload("A", 50, Kind.PLAIN);
            case "B" -> new Workload("B", 95, Kind.PLAIN);
            case "C" -> new Workload("C", 100, Kind.PLAIN);
            case "D" -> new Workload("D", 95, Kind.LATEST);
            case "E" ->
                throw new IllegalArgumentException(
                        "workload E scans ranges of keys, and a store of hashed keys has none");
            case "F" -> new Workload("F", 50, Kind.READ_MODIFY_WRITE);
            default ->
                throw new IllegalArgumentException("there is no workload " + letter + "; there are A, B, C, D and F");
        };
    }

    public Workload withReadPercent(int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("--read-percent must be 0..100, not " + percent);
        }
        return new Workload(name, percent, kind);
    }
}
