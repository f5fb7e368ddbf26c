package dev.stator.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.ring.Key;
import java.net.URI;
import org.junit.jupiter.api.Test;

class KeyPathTest {
    @Test
    void plainCharactersAndSlashesStay() {
        assertThat(KeyPath.of(Key.of("users/42/a-b_c~D.json"))).isEqualTo("/v1/keys/users/42/a-b_c~D.json");
    }

    @Test
    void everythingElseIsEncoded() {
        assertThat(KeyPath.of(Key.of("a b?c#d%"))).isEqualTo("/v1/keys/a%20b%3Fc%23d%25");
        assertThat(KeyPath.of(Key.of("ü"))).isEqualTo("/v1/keys/%C3%BC");
        assertThat(KeyPath.of(Key.of(new byte[] {0, (byte) 0xff}))).isEqualTo("/v1/keys/%00%FF");
    }

    @Test
    void noKeyIsAWayUpTheTree() {
        for (String key : new String[] {"..", ".", "../x", "a/../b", "a/./b", "a/..", "./a"}) {
            URI path = URI.create("https://node" + KeyPath.of(Key.of(key)));

            assertThat(path.normalize()).isEqualTo(path);
        }
    }
}
