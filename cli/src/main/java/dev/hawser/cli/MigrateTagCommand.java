package dev.hawser.cli;

import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.Target;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives the schema as it is now a name. */
@Command(name = "tag", description = "Give the schema as it is now a name, to which down can go back.")
final class MigrateTagCommand extends MigrationChange {

    @Parameters(paramLabel = "TAG", description = "The name.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String tag;

    @Override
    int run(Migrations migrations) {
        usage(() -> Target.tag(tag));
        migrations.tag(tag);
        return print(List.of("the schema as it is now is " + tag));
    }
}
