package dev.hawser.cli;

import dev.hawser.config.DurationText;
import dev.hawser.server.access.Scope;
import dev.hawser.server.access.TokenIssuer;
import dev.hawser.server.access.TokenIssuer.Issued;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a token for the server. */
@Command(
        name = "token",
        description = {
            "Make a token for the server, signed with server.jwt.secret (JWT_SECRET_KEY), and print it.",
            "Without that secret, the server makes a token of its own at each start and prints it."
        })
final class TokenCommand extends HawserCommand {

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(366);

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            required = true,
            arity = "1..*",
            split = ",",
            description = "What it allows: database:read, database:operate, database:query. One or more.")
    private List<String> scopes = List.of();

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "How long it is good: 30m, 1h, 7d; a year at most. Default: ${DEFAULT-VALUE}.")
    private String expires = "1h";

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            defaultValue = "operator",
            description = "Whose it is, as the server shows it. Default: ${DEFAULT-VALUE}.")
    private String subject = "operator";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    record TokenJson(String token, String subject, List<String> scopes, Instant expiresAt) {}

    @Override
    boolean json() {
        return json;
    }

    @Override
    public Integer call() {
        Set<Scope> allowed = scopes();
        Duration lifetime = lifetime();
        TokenIssuer issuer = new TokenIssuer(config.builder().load().server(), Clock.systemUTC());
        Issued issued = issuer.issue(subject, allowed, lifetime);
        Output output = output();
        if (json) {
            output.json(new TokenJson(issued.token(), subject, Scope.claims(allowed), issued.expiresAt()));
        } else {
            output.note("for " + String.join(", ", Scope.claims(allowed)) + ", until " + issued.expiresAt());
            output.line(issued.token());
        }
        return ExitCode.FINE;
    }

    private Set<Scope> scopes() {
        Set<Scope> found = EnumSet.noneOf(Scope.class);
        for (String given : scopes) {
            found.add(Scope.find(given)
                    .orElseThrow(() -> usageError("--scope: \"" + Redaction.of(given)
                            + "\" is no scope; expected one of " + String.join(", ", Scope.claims(Scope.all())))));
        }
        return found;
    }

    private Duration lifetime() {
        try {
            Duration lifetime = DurationText.parse(expires, "s");
            if (lifetime.compareTo(SHORTEST) >= 0 && lifetime.compareTo(LONGEST) <= 0) {
                return lifetime;
            }
        } catch (IllegalArgumentException notADuration) {
            throw wrongExpiry();
        }
        throw wrongExpiry();
    }

    private RuntimeException wrongExpiry() {
        return usageError("--expires: expected a duration such as 30m, 1h or 7d, from 1s to 366d");
    }
}
