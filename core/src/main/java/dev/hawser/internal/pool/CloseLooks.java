package dev.hawser.internal.pool;

/**
 * What is looked at closely, and so costs: where loans begin and exactly how long they last, and where holders are when a message names them. Some of each second, because
 * under load there are thousands. The numbers are not guarded: a race makes one look more or one less, which does not matter.
 */
final class CloseLooks {

    private static final int LOANS = 128;
    private static final int STACKS = 8;

    private final boolean everyLoan;
    private int loans = LOANS;
    private int stacks = STACKS;

    /** {@code everyLoan}: while leaks are looked for, no loan may be left out. */
    CloseLooks(boolean everyLoan) {
        this.everyLoan = everyLoan;
    }

    /** Called every second. */
    void renew() {
        loans = LOANS;
        stacks = STACKS;
    }

    boolean atLoan() {
        if (loans <= 0) {
            return everyLoan;
        }
        loans--;
        return true;
    }

    boolean atStacks() {
        if (stacks <= 0) {
            return false;
        }
        stacks--;
        return true;
    }
}
