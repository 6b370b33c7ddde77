package dev.hawser.migrations;

import java.util.List;

/** What there is to do, as the history is at this moment. For one run. */
final class Plan {

    private final Settings settings;
    private final MigrationSession session;
    private final Outlook outlook;

    Plan(Settings settings, MigrationSet set, MigrationSession session) {
        this.settings = settings;
        this.session = session;
        this.outlook = new Outlook(set, session.history(), settings.outOfOrder());
    }

    Outlook outlook() {
        return outlook;
    }

    List<Step> up(Target target) {
        return upPlan().up(target, session.user());
    }

    List<Step> down(Target target) {
        return new DownPlan(
                        outlook,
                        session.history(),
                        settings.language(),
                        new Placeholders(settings.placeholders()),
                        upPlan())
                .steps(target);
    }

    private UpPlan upPlan() {
        return new UpPlan(outlook, settings.dialect());
    }
}
