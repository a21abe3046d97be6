package io.howdah.testing;

/** Routes of a domain of things: topic {@code {{things.topic}}} feeds the model Thing, the channel things sends its events. */
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

    /** Returns routes with these jq expressions as transform and {@code payload} transform. */
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
