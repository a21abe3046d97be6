package io.howdah.tools.scaffold;

import java.util.Map;

/**
 * The texts of a domain.
 *
 * @param sdl its SDL file
 * @param transform the jq that turns an event into a document
 * @param frame the jq that turns a document into a notification
 * @param event an event of its topic
 */
record DomainFiles(DomainName name, String topic, String sdl, String transform, String frame, SampleEvent event) {

    private static final String FORMAT = "      - name: format\n        value: cloudevents\n";

    String sdlFile() {
        return "graphql/" + name.domain() + ".graphqls";
    }

    String routesFile() {
        return "routes/" + name.domain() + ".camel.yaml";
    }

    String routes() {
        return Templates.fill(
                "domain/routes.camel.yaml",
                Map.of(
                        "domain",
                        name.domain(),
                        "type",
                        name.type(),
                        "list",
                        name.list(),
                        "one",
                        name.one(),
                        "topic",
                        topic,
                        "format",
                        event.isCloudEvent() ? FORMAT : "",
                        "transform",
                        transform,
                        "frame",
                        frame));
    }

    /** Adds the files, with a golden case of this name. */
    void addTo(NewFiles files, String golden, String expected) {
        files.add(sdlFile(), sdl);
        files.add(routesFile(), routes());
        String path = "golden/" + name.domain() + "/" + golden;
        files.add(path + ".input.json", event.text());
        files.add(path + ".expected.json", expected);
    }
}
