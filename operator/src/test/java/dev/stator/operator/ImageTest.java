package dev.stator.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How the container image starts the operator. */
class ImageTest {

    @Test
    void logSettingsThatTheStartNamesAreInTheJar() throws IOException {
        Matcher flag =
                Pattern.compile("-Dlogback\\.configurationFile=([^<]+)<").matcher(Files.readString(Path.of("pom.xml")));

        assertThat(flag.find()).as("the flag in the pom").isTrue();
        assertThat(getClass().getClassLoader().getResource(flag.group(1)))
                .as("without it Logback says everything, at DEBUG: " + flag.group(1))
                .isNotNull();
    }
}
