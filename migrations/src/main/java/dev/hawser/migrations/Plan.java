package dev.hawser.migrations;

import java.util.List;

/** What there is to do, as the history is at this moment. For one run. */
final class Plan {

    private final Settings settings;
    private final MigrationSession session;
    private final Outlook outlook;

    Plan(Settings settings, MigrationSet set, MigrationSession session) {
        this(settings, session, new Outlook(set, session.history(), settings.outOfOrder()));
    }

    private Plan(Settings settings, MigrationSession session, Outlook outlook) {
        this.settings = settings;
        this.session = session;
        this.outlook = outlook;
    }

    /** What there will be to do when this step has been undone. */
    Plan without(Step undone) {
        return new Plan(settings, session, outlook.without(undone.entry().rank()));
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
