package dev.hawser.testkit;

/** What every engine that speaks SQL must do: {@link EngineContract}, and its statements, types, transactions and pool. */
public abstract class SqlEngineContract extends EngineContract
        implements StatementContract,
                TypesContract,
                BulkContract,
                SessionContract,
                TransactionContract,
                ReadonlyContract,
                TimeContract,
                CreateDatabaseContract,
                ReplicationContract,
                PoolContract {

    /** For the author's class. */
    protected SqlEngineContract() {}

    @Override
    public abstract SqlEngineUnderTest subject();
}
