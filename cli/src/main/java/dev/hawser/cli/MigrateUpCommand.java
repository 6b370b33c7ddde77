package dev.hawser.cli;

import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.MigrationsBuilder;
import dev.hawser.migrations.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Applies what is pending. */
@Command(name = "up", description = "Apply what is pending; what an earlier run left half done is finished first.")
final class MigrateUpCommand extends MigrationChange {

    @ArgGroup
    private MigrationTarget.@Nullable Up target;

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description = "Give the schema this name when it is done; down can go back to it.")
    private @Nullable String tag;

    @Option(names = "--out-of-order", description = "Allow a version below one that is applied.")
    private boolean outOfOrder;

    @Override
    Migrations prepared(MigrationsBuilder builder) {
        return super.prepared(outOfOrder ? builder.outOfOrder(true) : builder);
    }

    @Override
    int run(Migrations migrations) {
        Target until = usage(() -> MigrationTarget.of(target));
        String name = tag;
        if (name != null) {
            usage(() -> Target.tag(name));
        }
        return print(name == null ? migrations.up(until) : migrations.up(until, name));
    }
}
