package dev.hawser.benchmarks.faults;

import dev.hawser.testkit.TransferWork;

/** An application that makes transfers through what is measured. Thread-safe. */
interface FaultClient extends TransferWork, AutoCloseable {

    /** What its code had to deal with, be it that it tried again or gave up. */
    SeenErrors errors();
}
