package dev.hawser.migrations;

/** A hook given in code, as a step that is in no history. */
record HookStep(MigrationHook hook) implements MigrationStep {

    static Body body(MigrationHook hook) {
        return new JavaBody(new HookStep(hook), Direction.UP);
    }

    @Override
    public MigrationVersion version() {
        return MigrationVersion.of("0");
    }

    @Override
    public String description() {
        return "hook";
    }

    @Override
    public void up(MigrationContext context) throws Exception {
        hook.run(context);
    }
}
