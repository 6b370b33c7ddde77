package dev.hawser.testkit;

import org.junit.jupiter.api.Test;

class PostgresClusterIT {
    @Test
    void scratch() throws Exception {
        long t = System.nanoTime();
        try (PostgresCluster c = PostgresCluster.started()) {
            System.out.println("started " + (System.nanoTime() - t) / 1000000);
            c.primary().server().execute("postgres", "create table t (n int)");
            for (int i = 0; i < 15; i++) {
                t = System.nanoTime();
                ClusterNode old = c.primary();
                c.killPrimary();
                long k = System.nanoTime();
                c.promote();
                long p = System.nanoTime();
                c.primary().server().execute("postgres", "insert into t values (1)");
                long w = System.nanoTime();
                System.out.println("kill " + (k - t) / 1000000 + " promote " + (p - k) / 1000000 + " write "
                        + (w - p) / 1000000 + " total " + (w - t) / 1000000);
                c.rejoin(old);
                System.out.println("rejoin " + (System.nanoTime() - w) / 1000000);
            }
            t = System.nanoTime();
        }
        System.out.println("closed " + (System.nanoTime() - t) / 1000000);
    }
}
