package dev.hawser.tests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code that {@code docs/engines.md} quotes is code of this repository, which is compiled and run. */
class EngineExamplesTest {

    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void examples_inTheDocumentation_areQuotedFromTests() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../engines/src/test/java/dev/hawser/engines"))) {
            for (Path file : files.toList()) {
                sources.add(Files.readString(file));
            }
        }
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("../docs/engines.md")));
        int found = 0;
        while (blocks.find()) {
            String block = blocks.group(1);
            found++;
            assertThat(sources).as(block).anyMatch(source -> source.contains(block));
        }
        assertThat(found).isPositive();
    }
}
