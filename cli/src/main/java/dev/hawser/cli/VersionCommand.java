package dev.hawser.cli;

import dev.hawser.spi.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** Prints the version, and which engines are there. */
@Command(name = "version", description = "Print the version, and which engines are there.")
final class VersionCommand extends HawserCommand implements IVersionProvider {

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    record VersionJson(String version, String java, List<EngineJson> engines) {}

    /** {@code missingDriver}: the artifact to add; null if the driver is there. */
    record EngineJson(
            String name, List<String> schemes, @Nullable String missingDriver) {}

    @Override
    boolean json() {
        return json;
    }

    @Override
    public Integer call() {
        List<EngineJson> engines = ServiceLoader.load(Engine.class).stream()
                .map(provider -> json(provider.get()))
                .toList();
        if (json) {
            output().json(new VersionJson(number(), Runtime.version().toString(), engines));
        } else {
            output().line(getVersion()[0]);
            output().table(
                            List.of("engine", "URL schemes", "driver"),
                            engines.stream().map(VersionCommand::row).toList());
        }
        return ExitCode.FINE;
    }

    private static EngineJson json(Engine engine) {
        return new EngineJson(
                engine.name(), engine.schemes(), engine.missingDriver().orElse(null));
    }

    private static List<String> row(EngineJson engine) {
        String missing = engine.missingDriver();
        return List.of(
                engine.name(),
                String.join(", ", engine.schemes()),
                missing == null ? "included" : "missing: " + missing);
    }

    @Override
    public String[] getVersion() {
        return new String[] {"hawser " + number() + " (Java " + Runtime.version() + ")"};
    }

    private static String number() {
        try (InputStream in = VersionCommand.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties is missing from the jar");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
