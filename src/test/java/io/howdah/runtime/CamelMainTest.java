package io.howdah.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;

class CamelMainTest {

    @Test
    void aStoppedContextCanBeCollected() throws Exception {
        WeakReference<CamelContext> stopped = startAndStop();
        // Camel's simple language keeps the last context in a static field.
        startAndStop();

        await().untilAsserted(() -> {
            System.gc();
            assertThat(stopped.get()).isNull();
        });
    }

    private static WeakReference<CamelContext> startAndStop() {
        CamelMain main = new CamelMain();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.start();
        main.stop();
        return new WeakReference<>(main.context());
    }
}
