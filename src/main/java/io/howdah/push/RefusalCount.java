package io.howdah.push;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.atomic.LongAdder;

/** Thread-safe counter of the refusals because of one limit. */
public final class RefusalCount implements MeterBinder {

    private final String limit;
    private final LongAdder refused = new LongAdder();

    /** Creates a counter; {@code limit} is the setting without {@code howdah.push.}. */
    RefusalCount(String limit) {
        this.limit = limit;
    }

    /** Counts one refusal. */
    public void increment() {
        refused.increment();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("howdah.push.refused", refused, LongAdder::sum)
                .description("Refusals because of a limit, by its setting")
                .tag("limit", limit)
                .register(registry);
    }
}
