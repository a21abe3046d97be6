package io.howdah.testing;

/** The routes of a domain of things: records of the topic {@code {{things.topic}}} become documents of Thing, told by the channel things. */
public final class Things {

    private static final String TEMPLATES = """
            - templatedRoute:
                routeTemplateRef: ingest
                routeId: things-ingest
                parameters:
                  - name: topic
                    value: "{{things.topic}}"
                  - name: model
                    value: Thing
                  - name: transform
                    value: direct:things-transform
            - templatedRoute:
                routeTemplateRef: notify
                routeId: things-notify
                parameters:
                  - name: model
                    value: Thing
                  - name: channel
                    value: things
            """;

    private Things() {}

    /** Routes whose transform is this jq expression, without a double quote. */
    public static String routes(String transform) {
        return TEMPLATES + helper("things-transform", transform);
    }

    /** Routes whose transform and frame are these jq expressions. */
    public static String routes(String transform, String frame, boolean conflates) {
        return TEMPLATES
                + """
                  - name: payload
                    value: direct:things-payload
                  - name: conflate
                    value: "%s"
            """.formatted(conflates)
                + helper("things-transform", transform)
                + helper("things-payload", frame);
    }

    private static String helper(String id, String expression) {
        return """
                - route:
                    id: %1$s
                    errorHandler:
                      noErrorHandler: {}
                    from:
                      uri: direct:%1$s
                      steps:
                        - setBody:
                            expression:
                              jq:
                                expression: "%2$s"
                """.formatted(id, expression);
    }
}
