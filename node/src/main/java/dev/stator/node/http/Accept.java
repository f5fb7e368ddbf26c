package dev.stator.node.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a client accepts (RFC 9110 §12.5.1): media ranges with qualities; the most specific range decides. */
final class Accept {
    private record Range(String type, String subtype, double quality) {
        int specificity(String wantedType, String wantedSubtype) {
            if (type.equals("*")) {
                return 0;
            }
            if (!type.equals(wantedType)) {
                return -1;
            }
            return subtype.equals("*") ? 1 : subtype.equals(wantedSubtype) ? 2 : -1;
        }
    }

    private final List<Range> ranges;

    private Accept(List<Range> ranges) {
        this.ranges = ranges;
    }

    /** @param headers none: everything is accepted; several are one list */
    static Accept of(List<String> headers) throws Refused {
        List<Range> ranges = new ArrayList<>();
        for (String header : headers) {
            for (String part : split(header, ',')) {
                if (!part.isBlank()) {
                    ranges.add(range(part));
                }
            }
        }
        return new Accept(ranges);
    }

    /** Where the separator is not in quotes, in which a backslash takes the next character as it is (RFC 9110 §5.6.4). */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean isQuoted = false;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == '\\' && isQuoted) {
                i++;
            } else if (c == separator && !isQuoted) {
                parts.add(text.substring(begin, i));
                begin = i + 1;
            }
        }
        parts.add(text.substring(begin));
        return parts;
    }

    private static Range range(String text) throws Refused {
        List<String> parts = split(text, ';');
        String media = parts.get(0).strip().toLowerCase(Locale.ROOT);
        int slash = media.indexOf('/');
        if (slash <= 0 || slash == media.length() - 1) {
            throw Refused.badRequest("Accept: '" + text.strip() + "' is no media range");
        }
        double quality = 1;
        for (String part : parts.subList(1, parts.size())) {
            String parameter = part.strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                quality = quality(parameter, parameter.substring(2));
            }
        }
        return new Range(media.substring(0, slash), media.substring(slash + 1), quality);
    }

    /** 0 to 1 (RFC 9110 §12.4.2). */
    private static double quality(String parameter, String number) throws Refused {
        try {
            double quality = Double.parseDouble(number);
            if (quality >= 0 && quality <= 1) {
                return quality;
            }
        } catch (NumberFormatException e) {
            // refused below, as a number out of bounds is
        }
        throw Refused.badRequest("Accept: '" + parameter + "' is no quality from 0 to 1");
    }

    /** Is it accepted by its own name, and not by a wildcard alone? */
    boolean names(String mediaType) {
        return ranges.stream()
                .anyMatch(range -> range.quality() > 0 && mediaType.equals(range.type() + '/' + range.subtype()));
    }

    /** 0: not accepted. */
    double quality(String mediaType) {
        if (ranges.isEmpty()) {
            return 1;
        }
        int end = mediaType.indexOf(';');
        String bare =
                (end < 0 ? mediaType : mediaType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        int slash = bare.indexOf('/');
        String type = slash < 0 ? bare : bare.substring(0, slash);
        String subtype = slash < 0 ? "" : bare.substring(slash + 1);
        int best = -1;
        double quality = 0;
        for (Range range : ranges) {
            int specificity = range.specificity(type, subtype);
            if (specificity > best) {
                best = specificity;
                quality = range.quality();
            }
        }
        return quality;
    }
}
