package dev.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class PeerViewsTest {
    private final PeerViews views = new PeerViews();

    /** What node {@code by} says of the member n1. */
    private void says(String by, String liveness, boolean isReachable, boolean isSlow) throws JsonProcessingException {
        String member = "{\"name\":\"n1\",\"liveness\":\"%s\",\"reachable\":%s,\"slow\":%s}"
                .formatted(liveness, isReachable, isSlow);
        views.add(new ObjectMapper().readTree("{\"name\":\"%s\",\"members\":[%s]}".formatted(by, member)));
    }

    @Test
    void nodesThatAgreeSayOneWord() throws JsonProcessingException {
        says("n2", "DEAD", false, false);
        says("n3", "DEAD", false, false);

        assertThat(views.of("n1")).isEqualTo("dead");
    }

    @Test
    void nodesThatDoNotAgreeAreCounted() throws JsonProcessingException {
        says("n2", "SUSPECT", false, false);
        says("n3", "ALIVE", false, false);
        says("n4", "ALIVE", true, true);
        says("n5", "ALIVE", true, false);
        says("n6", "ALIVE", true, false);

        assertThat(views.of("n1")).isEqualTo("alive to 2, slow to 1, suspect to 1, unreachable to 1");
    }

    @Test
    void storeInDoubtIsCalledThatThoughNobodyCountsOnAnAnswer() throws JsonProcessingException {
        views.add(new ObjectMapper()
                .readTree("{\"name\":\"n2\",\"members\":[{\"name\":\"n1\",\"liveness\":\"ALIVE\",\"reachable\":false,"
                        + "\"slow\":false,\"disk\":\"in_doubt\"}]}"));

        assertThat(views.of("n1")).isEqualTo("in doubt");
    }

    @Test
    void whatANodeSaysOfItselfDoesNotCount() throws JsonProcessingException {
        says("n1", "ALIVE", true, false);

        assertThat(views.of("n1")).isEqualTo("-");
    }
}
