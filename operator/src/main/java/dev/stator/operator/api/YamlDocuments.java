package dev.stator.operator.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML documents as the JSON that kubectl makes of them before it sends them. kubectl's YAML is the old 1.1, with surprises that
 * a manifest should meet here as there: {@code n}, {@code no} and {@code off} are booleans (as keys too), {@code 010} is eight,
 * and a key given twice is an error.
 */
final class YamlDocuments {
    private static final Set<String> TRUE =
            Set.of("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
    private static final Set<String> FALSE =
            Set.of("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
    private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern OCTAL = Pattern.compile("[-+]?0[oO]?[0-7]+");
    private static final Pattern HEXADECIMAL = Pattern.compile("[-+]?0[xX][0-9a-fA-F]+");
    private static final Pattern BINARY = Pattern.compile("[-+]?0[bB][01]+");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?");

    private static final Pattern NOT_JSON = Pattern.compile("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    private static final int TEXT_MAX = 3 * 1024 * 1024; // what an API server takes
    private static final int NESTING_MAX = 64;
    private static final int ALIASES_MAX = 50;

    /** Aliases can make a short text a huge tree. */
    private static final int VALUES_MAX = 200_000;

    private int values;

    private YamlDocuments() {}

    /** All documents in their order. Empty ones are left out. */
    static List<JsonNode> of(String text) throws Unreadable {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(TEXT_MAX);
        options.setNestingDepthLimit(NESTING_MAX);
        options.setMaxAliasesForCollections(ALIASES_MAX);
        try {
            YamlDocuments reading = new YamlDocuments();
            List<JsonNode> documents = new ArrayList<>();
            Composer composer = new Composer(new ParserImpl(new StreamReader(text), options), new Untagged(), options);
            while (composer.checkNode()) {
                Node document = composer.getNode();
                JsonNode json = reading.json(document, 0);
                if (!json.isNull()) {
                    documents.add(json);
                }
            }
            return documents;
        } catch (MarkedYAMLException e) {
            String line = e.getProblemMark() == null
                    ? ""
                    : "line " + (e.getProblemMark().getLine() + 1) + ": ";
            throw new Unreadable("error converting YAML to JSON: yaml: " + line + e.getProblem());
        } catch (YAMLException e) {
            throw new Unreadable("error converting YAML to JSON: yaml: " + e.getMessage());
        }
    }

    private JsonNode json(Node node, int depth) throws Unreadable {
        values++;
        if (depth > NESTING_MAX || values > VALUES_MAX) {
            throw unreadable(node, "document contains excessive aliasing");
        }
        if (node instanceof MappingNode mapping) {
            return object(mapping, depth);
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (Node item : sequence.getValue()) {
                array.add(json(item, depth + 1));
            }
            return array;
        }
        if (node instanceof ScalarNode scalar) {
            return json(scalar);
        }
        throw new IllegalStateException("a YAML node is a map, a list or a scalar: " + node.getNodeId());
    }

    private ObjectNode object(MappingNode mapping, int depth) throws Unreadable {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        List<JsonNode> merged = new ArrayList<>();
        for (NodeTuple entry : mapping.getValue()) {
            JsonNode value = json(entry.getValueNode(), depth + 1);
            if (isMerge(entry.getKeyNode())) {
                (value.isArray() ? value : List.of(value)).forEach(merged::add);
                continue;
            }
            String key = key(entry.getKeyNode());
            if (object.has(key)) {
                throw unreadable(entry.getKeyNode(), "key \"" + key + "\" already set in map");
            }
            object.set(key, value);
        }
        for (JsonNode other : merged) {
            if (!other.isObject()) {
                throw unreadable(mapping, "map merge requires map or sequence of maps as the value");
            }
            other.properties().forEach(field -> object.putIfAbsent(field.getKey(), field.getValue()));
        }
        return object;
    }

    private static boolean isMerge(Node key) {
        return key instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().equals("<<");
    }

    private static String key(Node node) throws Unreadable {
        if (node instanceof ScalarNode scalar) {
            JsonNode key = json(scalar);
            if (!key.isNull()) {
                return key.asText();
            }
        }
        throw unreadable(node, "a key must be a text, a number or a boolean");
    }

    private static JsonNode json(ScalarNode scalar) throws Unreadable {
        String text = scalar.getValue();
        return scalar.getTag().equals(Tag.STR) ? JsonNodeFactory.instance.textNode(text) : plain(scalar, text);
    }

    private static JsonNode plain(ScalarNode scalar, String text) throws Unreadable {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (NULL.contains(text)) {
            return json.nullNode();
        }
        if (TRUE.contains(text) || FALSE.contains(text)) {
            return json.booleanNode(TRUE.contains(text));
        }
        if (NOT_JSON.matcher(text).matches()) {
            throw unreadable(scalar, text + " cannot be said in JSON");
        }
        char first = text.charAt(0);
        if (first != '+' && first != '-' && first != '.' && !(first >= '0' && first <= '9')) {
            return json.textNode(text);
        }
        String digits = text.replace("_", "");
        if (DECIMAL.matcher(digits).matches()) {
            return integer(digits, 10);
        }
        if (HEXADECIMAL.matcher(digits).matches()) {
            return integer(digits.replaceFirst("0[xX]", ""), 16);
        }
        if (BINARY.matcher(digits).matches()) {
            return integer(digits.replaceFirst("0[bB]", ""), 2);
        }
        if (OCTAL.matcher(digits).matches()) {
            return integer(digits.replaceFirst("[oO]", ""), 8);
        }
        return FLOAT.matcher(digits).matches() ? number(new BigDecimal(digits)) : json.textNode(text);
    }

    private static JsonNode integer(String digits, int radix) {
        return number(new BigDecimal(new BigInteger(digits, radix)));
    }

    /** A whole number stays one however it is written: 3.0 is 3. */
    private static JsonNode number(BigDecimal number) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        try {
            return json.numberNode(number.longValueExact());
        } catch (ArithmeticException notALong) {
            return json.numberNode(number.doubleValue());
        }
    }

    private static Unreadable unreadable(Node node, String problem) {
        int line = node.getStartMark().getLine() + 1;
        return new Unreadable("error converting YAML to JSON: yaml: unmarshal errors: line " + line + ": " + problem);
    }

    /** Leaves what a bare word means to us: SnakeYAML's idea of it differs from kubectl's. */
    private static final class Untagged extends Resolver {
        private static final Tag BARE = new Tag("bare");

        @Override
        public Tag resolve(NodeId kind, @Nullable String value, boolean implicit) {
            return kind == NodeId.scalar && implicit ? BARE : super.resolve(kind, value, implicit);
        }
    }

    /** The text is no YAML, or says what JSON cannot. The message names the line. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        private final String problem;

        Unreadable(String problem) {
            super(problem);
            this.problem = problem;
        }

        String problem() {
            return problem;
        }
    }
}
