package dev.hawser.tests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/predecessor-tests.md} true: each test that it names exists, and each section has as many rows as its heading says. */
class PredecessorTableTest {

    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT|Properties|Contract)\\.\\w+)`");
    private static final Pattern ANNOTATION = Pattern.compile("^    @(?:Test|ParameterizedTest|Property)\\b");
    private static final Pattern METHOD = Pattern.compile("^    (?:public |default )?void (\\w+)\\(");
    private static final Pattern HEADING = Pattern.compile("## .*: (\\d+) (?:tests|defects)");

    private static final Pattern ROW = Pattern.compile("^\\| (?:`|\\d+ \\|)");

    private static final Path ROOT = root();

    private static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null && !Files.isRegularFile(directory.resolve("docs/predecessor-tests.md"))) {
            directory = directory.getParent();
        }
        assertThat(directory).as("the folder above that has docs/").isNotNull();
        return directory;
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(ROOT.resolve("docs/predecessor-tests.md"));
    }

    @Test
    void everyTestThatIsNamed_exists() throws IOException {
        Set<String> existing = testsInTheSources();
        Set<String> missing = new TreeSet<>();
        int named = 0;
        for (String line : lines()) {
            Matcher matcher = NAMED.matcher(line);
            while (matcher.find()) {
                named++;
                if (!existing.contains(matcher.group(1))) {
                    missing.add(matcher.group(1));
                }
            }
        }
        assertThat(missing).as("named in the table, and not in any source").isEmpty();
        assertThat(named).isGreaterThan(100);
    }

    private static Set<String> testsInTheSources() throws IOException {
        Set<String> tests = new HashSet<>();
        List<Path> folders = new ArrayList<>(List.of(ROOT.resolve("testkit/src/main/java"))); // has the contract
        modules().forEach(module -> folders.add(module.resolve("src/test/java")));
        for (Path folder : folders) {
            try (Stream<Path> sources = Files.walk(folder)) {
                for (Path source : sources.filter(file -> file.toString().endsWith(".java"))
                        .toList()) {
                    tests.addAll(testsIn(source));
                }
            }
        }
        return tests;
    }

    private static List<Path> modules() throws IOException {
        try (Stream<Path> children = Files.list(ROOT)) {
            return children.filter(child -> Files.isDirectory(child.resolve("src/test/java")))
                    .toList();
        }
    }

    private static List<String> testsIn(Path source) throws IOException {
        String type = source.getFileName().toString().replace(".java", "");
        List<String> tests = new ArrayList<>();
        boolean annotated = false;
        for (String line : Files.readAllLines(source)) {
            annotated |= ANNOTATION.matcher(line).find();
            Matcher method = METHOD.matcher(line);
            if (annotated && method.find()) {
                tests.add(type + "." + method.group(1));
                annotated = false;
            }
        }
        return tests;
    }

    @Test
    void everySection_hasAsManyRowsAsItsHeadingSays_andNoRowIsEmpty() throws IOException {
        String heading = null;
        int expected = 0;
        int rows = 0;
        int sections = 0;
        boolean counting = false;
        for (String line :
                Stream.concat(lines().stream(), Stream.of("## end: 0 tests")).toList()) {
            Matcher matcher = HEADING.matcher(line);
            if (matcher.matches()) {
                assertThat(rows).as(heading).isEqualTo(expected);
                heading = line;
                expected = Integer.parseInt(matcher.group(1));
                rows = 0;
                counting = true;
                sections++;
            } else if (line.startsWith("### ")) {
                counting = false;
            } else if (counting && ROW.matcher(line).find()) {
                rows++;
                String[] cells = line.split("\\|");
                assertThat(cells[cells.length - 1]).as(line).isNotBlank();
            }
        }
        assertThat(sections).as("with the end").isEqualTo(17);
    }

    @Test
    void namesInTheSources_areFound() throws IOException {
        assertThat(testsInTheSources())
                .contains(
                        "PredecessorTableTest.namesInTheSources_areFound",
                        "SqlDatabaseTest.injection_staysAParameter",
                        "PostgresqlDatabaseIT.readonly_cannotBeLifted",
                        "SqlParserProperties.masked_literals_areNeverInIt")
                .doesNotContain("PredecessorTableTest.root", "PredecessorTableTest.no_such_test");
    }
}
