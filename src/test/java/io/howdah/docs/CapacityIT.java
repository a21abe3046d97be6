package io.howdah.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.testing.Docs;
import io.howdah.testing.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/capacity.md says what the script says, with the constants of the script. */
class CapacityIT {

    private static final String PAGE = "docs/capacity.md";
    private static final String SCRIPT = "bench/capacity/capacity.mjs";

    @Test
    void eachAnswerIsThatOfTheScript() throws Exception {
        Node.withWebSocket();
        List<Docs.Block> blocks = Docs.blocks(PAGE);
        int run = 0;
        for (int i = 0; i + 1 < blocks.size(); i++) {
            if (blocks.get(i).language().equals("sh")) {
                assertThat(output(blocks.get(i).text().strip()))
                        .isEqualTo(blocks.get(i + 1).text());
                run++;
            }
        }
        assertThat(run).isPositive();
    }

    @Test
    void eachConstantIsThatOfTheScript() throws Exception {
        String script = Docs.text(SCRIPT);
        List<MatchResult> constants = new ArrayList<>();
        for (String name : List.of("MEASURED", "ASSUMED")) {
            int begin = script.indexOf("const " + name);
            Pattern.compile("\"([a-z-]+)\": ([0-9._]+)")
                    .matcher(script.substring(begin, script.indexOf("};", begin)))
                    .results()
                    .forEach(constants::add);
        }
        assertThat(constants)
                .hasSize(8)
                .allSatisfy(constant -> assertThat(Docs.text(PAGE))
                        .contains("| `--" + constant.group(1) + "` | "
                                + constant.group(2).replace("_", "") + " |"));
    }

    private static String output(String command) throws Exception {
        Process process = new ProcessBuilder(command.split(" ", -1))
                .directory(Docs.root().toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
