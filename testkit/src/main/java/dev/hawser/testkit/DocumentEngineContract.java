package dev.hawser.testkit;

/** What every engine must do whose driver is a client of its own: {@link EngineContract}, what is done with documents, and that there is one client, which keeps to its bounds and ends. */
public abstract class DocumentEngineContract extends EngineContract implements DocumentContract, ClientContract {

    /** For the author's class. */
    protected DocumentEngineContract() {}

    @Override
    public abstract DocumentEngineUnderTest subject();
}
