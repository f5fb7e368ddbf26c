package dev.stator.node.version;

import static dev.stator.node.version.Notation.state;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a merge remembers of what it replaces (PROTOCOL §1). */
class MergeTest {
    @Test
    void mergeRemembersWhoseItWasThatTheOtherSideHasReplacedAndForgotten() {
        KeyState old = state("{A:1} | A1=v1");
        KeyState next = state("{A:1,B:1} | B1=v2");

        KeyState merged = old.merge(next);

        assertThat(merged).isEqualTo(state("{A:1,B:1} | B1=v2 | A1=v1"));
        assertThat(next.merge(old)).isEqualTo(merged);
    }
}
