package dev.stator.operator.api;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes quantity as a number, such as {@code 10Gi}: read and rounded as the API server does, which knows no amount above
 * 2^63 - 1 and none nearer to zero than a billionth.
 */
final class Amount {
    private static final Pattern FORM =
            Pattern.compile("([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?[0-9]+))?");
    private static final Map<String, Integer> BINARY =
            Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei", 60);
    private static final Map<String, Integer> DECIMAL =
            Map.of("n", -9, "u", -6, "m", -3, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);
    private static final BigDecimal SMALLEST = BigDecimal.ONE.movePointLeft(9);

    /** Beyond this many digits every exponent rounds to the largest or the smallest amount. */
    private static final int EXPONENT_MAX = 100;

    private Amount() {}

    /** The number, or nothing if the text is no quantity. */
    static Optional<BigDecimal> of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        BigDecimal mantissa = new BigDecimal(form.group(1));
        String suffix = form.group(2);
        if (suffix != null && BINARY.containsKey(suffix)) {
            BigInteger unit = BigInteger.ONE.shiftLeft(BINARY.get(suffix));
            return Optional.of(rounded(mantissa.multiply(new BigDecimal(unit))));
        }
        int exponent = suffix != null ? DECIMAL.get(suffix) : exponent(form.group(3));
        return Optional.of(rounded(mantissa.movePointRight(exponent)));
    }

    private static int exponent(@Nullable String digits) {
        return digits == null
                ? 0
                : new BigInteger(digits)
                        .max(BigInteger.valueOf(-EXPONENT_MAX))
                        .min(BigInteger.valueOf(EXPONENT_MAX))
                        .intValue();
    }

    private static BigDecimal rounded(BigDecimal amount) {
        if (amount.signum() > 0) {
            return amount.max(SMALLEST).min(LARGEST);
        }
        return amount.signum() == 0 ? amount : amount.min(SMALLEST.negate()).max(LARGEST.negate());
    }
}
