package dev.hawser.migrations;

import java.util.List;

/** One direction of a step in Java. Immutable. */
record JavaBody(MigrationStep step, Direction direction) implements Body {

    private static final int MAX_CHECKSUM = 200;

    /** Whether it says how, instead of leaving that to the interface, which refuses. */
    static boolean canBeUndone(MigrationStep step) {
        try {
            return step.getClass().getMethod("down", MigrationContext.class).getDeclaringClass() != MigrationStep.class;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void run(MigrationContext context) throws Exception {
        switch (direction) {
            case UP -> step.up(context);
            case DOWN -> step.down(context);
        }
    }

    @Override
    public String label() {
        return step.getClass().getName();
    }

    @Override
    public MigrationType type() {
        return MigrationType.JAVA;
    }

    @Override
    public String kept() {
        return "";
    }

    @Override
    public String checksum() {
        String checksum = step.checksum();
        return checksum.length() <= MAX_CHECKSUM ? checksum : Checksum.of(checksum);
    }

    @Override
    public boolean transactional() {
        return true;
    }

    @Override
    public List<String> parts() {
        return List.of(label());
    }

    @Override
    public int line(int index) {
        return 0;
    }
}
