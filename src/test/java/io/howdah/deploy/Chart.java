package io.howdah.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import io.howdah.testing.Docs;
import io.howdah.testing.YamlFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The chart in deploy/chart/howdah, as Helm renders it for a release that is called {@code shop}. */
final class Chart {

    static final Path FOLDER = Docs.root().resolve("deploy/chart/howdah");
    static final String RELEASE = "shop";

    /** The oldest Kubernetes that it is for. */
    private static final String OLDEST = "1.30.0";

    private final Map<String, JsonNode> objects = new LinkedHashMap<>();

    private Chart() {}

    /** Renders it with the default values and those of these files, of which later ones win. */
    static Chart render(Path... values) {
        return renderFolder(FOLDER, values);
    }

    /** Renders a copy of it in the same way. */
    static Chart renderFolder(Path folder, Path... values) {
        var command = new Helm(folder).template().withName(RELEASE).withKubeVersion(OLDEST);
        List.of(values).forEach(command::withValuesFile);
        Chart chart = new Chart();
        for (JsonNode object : YamlFiles.documents(command.call())) {
            String name = object.at("/kind").asText() + "/"
                    + object.at("/metadata/name").asText();
            if (chart.objects.put(name, object) != null) {
                throw new AssertionError(name + " is there twice");
            }
        }
        return chart;
    }

    /** Return the names of all objects, such as {@code Service/shop}. */
    Iterable<String> names() {
        return objects.keySet();
    }

    /** Return an object by its name. */
    JsonNode object(String name) {
        if (!objects.containsKey(name)) {
            throw new AssertionError("no " + name + " among " + objects.keySet());
        }
        return objects.get(name);
    }

    /** Return what the pods are made of. */
    JsonNode pod() {
        return object("Deployment/" + RELEASE).at("/spec/template/spec");
    }

    /** Return the only container. */
    JsonNode container() {
        return pod().at("/containers/0");
    }

    /** Return the container's variables that have their value here. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (JsonNode each : container().at("/env")) {
            String former =
                    variables.put(each.at("/name").asText(), each.at("/value").asText());
            if (former != null) {
                throw new AssertionError(each.at("/name") + " is there twice");
            }
        }
        return variables;
    }
}
