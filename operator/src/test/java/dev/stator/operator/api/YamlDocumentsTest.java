package dev.stator.operator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stator.operator.api.YamlDocuments.Unreadable;
import org.junit.jupiter.api.Test;

/** The JSON that kubectl 1.33 makes of the same texts, where not said otherwise. */
class YamlDocumentsTest {
    @Test
    void bareWordsThatYaml11KnowsAreBooleansAndNulls() throws Unreadable {
        assertJson("[y, N, yes, No, on, OFF, true, ~, null, ]", "[true,false,true,false,true,false,true,null,null]");
        assertJson("{n: 3, yes: 1}", "{\"false\":3,\"true\":1}");
        assertJson("['y', \"no\", nO, yEs]", "[\"y\",\"no\",\"nO\",\"yEs\"]");
    }

    @Test
    void numbersComeInManyCoats() throws Unreadable {
        assertJson("[10, 010, 0o17, 0x1F, 0b101, -0x10, +7, 1_000, 09, 1_]", "[10,8,15,31,5,-16,7,1000,9,1]");
        assertJson("[3.0, 1e2, 2.5, .5, 5., -1.5e-1]", "[3,100,2.5,0.5,5,-0.15]");
        assertJson("[9223372036854775807, 99999999999999999999]", "[9223372036854775807,1.0E20]");
    }

    @Test
    void whatOnlyLooksLikeANumberIsAText() throws Unreadable {
        assertJson(
                "[1.2.3, 10:20, 2001-01-01, 1e, +, -, ., 0x, _1]",
                "[\"1.2.3\",\"10:20\",\"2001-01-01\",\"1e\",\"+\",\"-\",\".\",\"0x\",\"_1\"]");
    }

    @Test
    void tagsOverrule() throws Unreadable {
        assertJson("[!!str 10, !!str n, !!int \"10\"]", "[\"10\",\"n\",10]");
    }

    @Test
    void quotedAndBlockTextsStayTexts() throws Unreadable {
        assertJson(
                "a: '10'\nb: \"true\"\nc: |\n  1\nd: >-\n  null\n",
                "{\"a\":\"10\",\"b\":\"true\",\"c\":\"1\\n\",\"d\":\"null\"}");
    }

    @Test
    void aliasesAndMergeKeysAreResolved() throws Unreadable {
        assertJson("a: &x {b: 1}\nc: *x\n", "{\"a\":{\"b\":1},\"c\":{\"b\":1}}");
        assertJson("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n", "{\"a\":{\"b\":1,\"c\":2},\"d\":{\"c\":3,\"b\":1}}");
    }

    @Test
    void emptyDocumentsAreLeftOut() throws Unreadable {
        assertThat(YamlDocuments.of("---\n# nothing\n---\na: 1\n---\n")).hasSize(1);
        assertThat(YamlDocuments.of("")).isEmpty();
    }

    /** kubectl takes the last one and says nothing; half of what was written would be lost. */
    @Test
    void aKeyGivenTwiceIsRefused() {
        assertThat(problem("spec: {a: 1}\nmetadata: {}\nspec: {b: 1}\n"))
                .isEqualTo(
                        "error converting YAML to JSON: yaml: unmarshal errors: line 3: key \"spec\" already set in map");
    }

    @Test
    void whatIsNoYamlIsRefusedWithItsLine() {
        assertThat(problem("a: 1\nb: c: d\n")).startsWith("error converting YAML to JSON: yaml: line 2: ");
        assertThat(problem("a: [1\n")).startsWith("error converting YAML to JSON: yaml: line 2: ");
        assertThat(problem("a: *nobody\n")).contains("line 1: ").contains("nobody");
        assertThat(problem("? [a, b]\n: 1\n")).contains("line 1: a key must be a text, a number or a boolean");
        assertThat(problem("a: .inf\n")).contains("line 1: .inf cannot be said in JSON");
        assertThat(problem("a: \u0007\n")).startsWith("error converting YAML to JSON: yaml: ");
    }

    @Test
    void smallTextsDoNotBecomeHugeTrees() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1]\n");
        for (int i = 1; i < 12; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1, i - 1));
        }

        assertThat(problem(laughs.toString())).contains("excessive aliasing");
        assertThat(problem("a: &x {b: *x}\n")).startsWith("error converting YAML to JSON: yaml: ");
        assertThat(problem("[".repeat(10_000))).startsWith("error converting YAML to JSON: yaml: ");
    }

    private static void assertJson(String yaml, String json) throws Unreadable {
        assertThat(YamlDocuments.of(yaml).get(0)).hasToString(json);
    }

    private static String problem(String yaml) {
        return catchThrowableOfType(Unreadable.class, () -> YamlDocuments.of(yaml))
                .problem();
    }
}
