package io.howdah.oracle;

import java.util.List;
import java.util.stream.Stream;

/** What goes wrong, or is changed, while events flow. */
enum Fault {
    /** The process ends as it is asked to, and is started again. */
    RESTARTED(false),
    /** The process loses MongoDB and its clients at once, ends, and is started again. */
    KILLED(false),
    /** The connections to MongoDB are reset, and refused for a while. */
    MONGO_CUT(false),
    /** For a while, each reply of MongoDB reports that the server is no longer primary. */
    STEPPED_DOWN(false),
    /** Idle subscribers receive the position of the stream many times. */
    POSITIONS(false),
    /** The notify routes get other names. */
    ROUTES_RENAMED(true),
    /** A field becomes filterable. */
    FIELD_FILTERABLE(true),
    /** A model is rebuilt from its topics. */
    REBUILT(false),
    /** A topic whose offsets are versions is made again, or gets a partition, and the model is rebased. */
    REBASED(false);

    private final boolean mayBeginAnew;

    Fault(boolean mayBeginAnew) {
        this.mayBeginAnew = mayBeginAnew;
    }

    /** The faults that a seed may have. */
    static List<Fault> possible() {
        String only = System.getProperty("howdah.oracle.fault", "");
        return Stream.of(values())
                .filter(fault -> only.isEmpty() || only.contains(fault.name()))
                .toList();
    }

    /** Returns whether subscribers may receive a resync at any time after this fault. */
    boolean mayBeginAnew() {
        return mayBeginAnew;
    }
}
