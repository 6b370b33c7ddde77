package dev.hawser.cli;

import dev.hawser.migrations.Migrations;
import dev.hawser.migrations.Proof;
import dev.hawser.migrations.Proof.Tried;
import dev.hawser.migrations.StatementAdvice;
import java.util.List;
import picocli.CommandLine.Command;

/** Tries what is pending where nothing can be broken. */
@Command(
        name = "prove",
        description = {
            "Try what is pending in a scratch database, up, down and up again, compare the schemas, and say which statements",
            "would keep others from big tables. Exit code 1 if something is wrong. Changes nothing."
        })
final class MigrateProveCommand extends MigrationCommand {

    record ProofJson(
            boolean holds,
            List<TriedJson> tried,
            List<String> problems,
            List<String> warnings,
            List<StatementAdvice> advice,
            double tookMs) {}

    record TriedJson(String name, String script, double upMs, double downMs, boolean undone) {}

    @Override
    boolean changes() {
        return false;
    }

    @Override
    int run(Migrations migrations) {
        Proof proof = migrations.prove();
        if (json()) {
            output().json(new ProofJson(
                    proof.holds(),
                    proof.tried().stream().map(MigrateProveCommand::json).toList(),
                    proof.problems(),
                    proof.warnings(),
                    proof.advice(),
                    proof.took().toNanos() / 1e6));
        } else {
            print(proof);
        }
        return proof.holds() ? ExitCode.FINE : ExitCode.FAILED;
    }

    private void print(Proof proof) {
        proof.tried().forEach(tried -> output().line(text(tried)));
        proof.problems().forEach(problem -> output().line("problem: " + problem));
        proof.warnings().forEach(warning -> output().line("warning: " + warning));
        proof.advice().forEach(advice -> output().line("advice: " + advice));
        output().note("(" + (proof.holds() ? "proved" : "not proved") + " in "
                + proof.took().toMillis() + " ms)");
    }

    private static String text(Tried tried) {
        return tried.name() + " (" + tried.script() + "): up in " + tried.up().toMillis() + " ms, "
                + (tried.undone() ? "down in " + tried.down().toMillis() + " ms" : "not undone");
    }

    private static TriedJson json(Tried tried) {
        return new TriedJson(
                tried.name(),
                tried.script(),
                tried.up().toNanos() / 1e6,
                tried.down().toNanos() / 1e6,
                tried.undone());
    }
}
