package io.howdah.tools.scaffold;

import java.util.Map;

/**
 * The files of a domain.
 *
 * @param sdl text of the SDL file
 * @param transform jq that turns a record into a document
 * @param payload jq that turns a document into the event for subscribers
 * @param event an event of the topic
 */
record DomainFiles(DomainName name, String topic, String sdl, String transform, String payload, SampleEvent event) {

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
                        "payload",
                        payload));
    }

    /** Adds the files and a golden case with this name. */
    void addTo(NewFiles files, String golden, String expected) {
        files.add(sdlFile(), sdl);
        files.add(routesFile(), routes());
        String path = "golden/" + name.domain() + "/" + golden;
        files.add(path + ".input.json", event.text());
        files.add(path + ".expected.json", expected);
    }
}
