package dev.hawser.tests.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Kills processes that migrate, and looks what the next ones make of what is left. Several databases are migrated by each process, and die with it, each where it is told to. For
 * one thread.
 */
final class CrashHarness {

    private static final int SECONDS = 120;
    private static final int MILLISECONDS_ALOFT = 30;

    /** One database, and the scripts for it. */
    private static final class Subject {
        private final int id;
        private final String name;
        private final String url;
        private final Path directory;
        private final int upPoints;
        private final int downPoints;
        private String empty = "";
        private String full = "";

        Subject(int id, String name, String url, Path directory, List<RandomScripts.Script> scripts) {
            this.id = id;
            this.name = name;
            this.url = url;
            this.directory = directory;
            this.upPoints = points(
                    scripts.stream().mapToInt(script -> script.forward().size()).sum());
            this.downPoints = points(
                    scripts.stream().mapToInt(script -> script.undo().size()).sum());
        }

        private static int points(int statements) {
            return 2 * statements + RandomScripts.MIGRATIONS;
        }

        CrashChild.Task task(boolean flies, List<String> steps) {
            return new CrashChild.Task(id, url, directory, steps, flies);
        }
    }

    private final List<Subject> subjects = new ArrayList<>();
    private final Random random;
    private int kills;
    private int deaths;

    CrashHarness(long seed) {
        this.random = new Random(seed);
    }

    /** Adds an empty database. */
    void add(String engine, String url, Path directory, long seed) throws IOException {
        List<RandomScripts.Script> scripts = RandomScripts.of(engine, seed);
        RandomScripts.write(scripts, directory);
        subjects.add(new Subject(subjects.size(), engine + ", seed " + seed, url, directory, scripts));
    }

    /** At most so many moments there are, upwards or downwards, at which something may die. */
    int points() {
        return subjects.stream()
                .mapToInt(subject -> Math.max(subject.upPoints, subject.downPoints))
                .max()
                .orElse(0);
    }

    int kills() {
        return kills;
    }

    /** How many runs were cut off. */
    int deaths() {
        return deaths;
    }

    /**
     * Finds out what an undisturbed run makes, and that the way down leads back. Then every run dies at the moment of each of these numbers, upwards and downwards, and the next
     * one goes on from there. One in {@code flying} goes on behind its moment, and dies anywhere.
     */
    void run(List<Integer> points, int flying) throws IOException, InterruptedException {
        Map<Integer, List<String>> states =
                generation(flying, up(points.get(0)), "state", "up", "state", "down", "state");
        for (Subject subject : subjects) {
            List<String> seen = states.get(subject.id);
            subject.empty = seen.get(0);
            subject.full = seen.get(1);
            assertThat(seen.get(2)).as(subject.name + ": down(up)").isEqualTo(subject.empty);
            assertThat(subject.full)
                    .as(subject.name)
                    .isNotEqualTo(subject.empty)
                    .endsWith("[]");
        }
        for (int i = 0; i < points.size(); i++) {
            int point = points.get(i);
            check(
                    generation(flying, subject -> "down@" + point % subject.downPoints, "up", "state"),
                    subject -> subject.full);
            check(
                    generation(
                            flying,
                            i + 1 < points.size() ? up(points.get(i + 1)) : subject -> "state",
                            i + 1 < points.size() ? new String[] {"down", "state"} : new String[] {"down"}),
                    subject -> subject.empty);
            if (points.size() > 1) {
                System.out.printf(
                        "moment %d of %d: %d processes killed, %d runs cut off%n", i + 1, points.size(), kills, deaths);
            }
        }
    }

    private static Function<Subject, String> up(int point) {
        return subject -> "up@" + point % subject.upPoints;
    }

    /** One process, in which every subject takes these steps, and at last one of its own. */
    private Map<Integer, List<String>> generation(int flying, Function<Subject, String> last, String... steps)
            throws IOException, InterruptedException {
        List<CrashChild.Task> tasks = new ArrayList<>();
        for (Subject subject : subjects) {
            List<String> all = new ArrayList<>(List.of(steps));
            all.add(last.apply(subject));
            tasks.add(subject.task(random.nextInt(flying) == 0, all));
        }
        return run(tasks);
    }

    private void check(Map<Integer, List<String>> states, Function<Subject, String> expected) {
        for (Subject subject : subjects) {
            assertThat(states.get(subject.id))
                    .as(subject.name + ", after a crash, " + subject.directory)
                    .containsExactly(expected.apply(subject));
        }
    }

    /** A process that takes tasks from its input. */
    static Process child() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashChild.class.getName())
                .redirectErrorStream(true)
                .start();
    }

    /** Runs tasks in a process until each is done or at its end, and kills it. Returns the states that were seen, by database. */
    private Map<Integer, List<String>> run(List<CrashChild.Task> tasks) throws IOException, InterruptedException {
        Process process = child();
        try (Writer out = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (CrashChild.Task task : tasks) {
                out.write(task.line() + "\n");
            }
            out.write("\n");
            out.flush();
            Map<Integer, List<String>> states = read(in, tasks);
            out.write("go\n");
            out.flush();
            process.waitFor(random.nextInt(MILLISECONDS_ALOFT), TimeUnit.MILLISECONDS);
            return states;
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            kills++;
        }
    }

    private Map<Integer, List<String>> read(BufferedReader in, List<CrashChild.Task> tasks) throws IOException {
        Map<Integer, List<String>> states = new HashMap<>();
        List<String> others = new ArrayList<>();
        int ended = 0;
        while (ended < tasks.size()) {
            String line = in.readLine();
            assertThat(line).as("the process ended: " + others).isNotNull();
            if (!line.startsWith(CrashChild.MARK)) {
                others.add(line);
                continue;
            }
            String[] parts = line.substring(CrashChild.MARK.length()).split("\t", -1);
            int id = Integer.parseInt(parts[1]);
            switch (parts[0]) {
                case "STATE" ->
                    states.computeIfAbsent(id, subject -> new ArrayList<>()).add(parts[2]);
                case "AT" -> {
                    deaths++;
                    ended++;
                }
                case "DONE" -> ended++;
                default ->
                    throw new AssertionError(
                            subjects.get(id).name + " in " + subjects.get(id).directory + ": " + parts[2]);
            }
        }
        return states;
    }
}
