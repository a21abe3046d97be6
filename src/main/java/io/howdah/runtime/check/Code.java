package io.howdah.runtime.check;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Codes of findings in an application's files, in the order of docs/lint.md. */
public enum Code {
    // Files.
    YAML_BROKEN(
            Severity.ERROR,
            "Camel cannot read the file, so it loads none of its routes.",
            "Correct the name, the indentation or the quotes there."),
    FILE_EMPTY(Severity.ERROR, "The file has no route.", "Write a route, or delete the file."),
    NO_LIST(
            Severity.ERROR,
            "Camel silently ignores a route file that is not a list.",
            "Begin each entry with `- route:`."),
    KEY_TWICE(Severity.ERROR, "If a key appears twice, only the last one counts.", "Delete one of them."),
    ENTRY_UNKNOWN(
            Severity.ERROR,
            "At the top of a file, Camel accepts only routes, templates, beans and a few other entries.",
            "Correct the name, or indent it as part of the entry above."),
    STEP_UNKNOWN(Severity.ERROR, "Camel has no step of this name.", "Correct the name."),
    FIELD_UNKNOWN(Severity.ERROR, "Camel rejects unknown fields.", "Correct the name, or delete the field."),
    FIELD_MISSING(Severity.ERROR, "Camel requires the field.", "Add the field."),
    FIELD_TYPE(
            Severity.ERROR,
            "Camel expects another type: a text, a list or fields.",
            "Use the type that the finding names."),
    FIELD_VALUE(
            Severity.ERROR, "The field does not accept this value.", "Use one of the values that the finding names."),
    ENTRY_CROWDED(
            Severity.ERROR, "A list entry is one step; Camel would lose the second one.", "Begin each step with `- `."),
    // References.
    COMPONENT_UNKNOWN(
            Severity.ERROR,
            "No component on the class path has this URI scheme.",
            "Correct the scheme, or put the component's JAR on the class path."),
    OPTION_UNKNOWN(
            Severity.ERROR,
            "The component has no such option, so the route cannot start.",
            "Correct the name, or delete the option."),
    OPTION_VALUE(
            Severity.ERROR, "The option does not accept this value, so the route cannot start.", "Correct the value."),
    OPTION_MISSING(Severity.ERROR, "The component requires the option.", "Add the option."),
    LANGUAGE_UNKNOWN(
            Severity.ERROR,
            "The class path has no language of this name.",
            "Use another language, or put the language's JAR on the class path."),
    DATAFORMAT_UNKNOWN(
            Severity.ERROR,
            "The class path has no data format of this name.",
            "Use another data format, or put the data format's JAR on the class path."),
    EXPRESSION_SYNTAX(
            Severity.ERROR, "The expression has a syntax error, so the route cannot start.", "Correct the expression."),
    BEAN_UNKNOWN(
            Severity.ERROR,
            "Neither the application nor Howdah has a bean of this name.",
            "Correct the name, or declare the bean under `beans:`."),
    CLASS_MISSING(
            Severity.ERROR,
            "The class is not on the class path.",
            "Correct the name, or put the class's JAR on the class path."),
    METHOD_UNKNOWN(Severity.ERROR, "The class has no public method of this name.", "Correct the name of the method."),
    SETTING_UNKNOWN(
            Severity.ERROR,
            "The setting has no value, so the route cannot start.",
            "Correct the name, or add it to application.properties."),
    KEY_UNKNOWN(
            Severity.ERROR,
            "Howdah has no setting of this name, so the intended setting would keep its default.",
            "Correct the key."),
    FUNCTION_REFUSED(
            Severity.ERROR, "The placeholder names something that the SDL does not have.", "Correct the placeholder."),
    TEMPLATE_UNKNOWN(Severity.ERROR, "No file has a template of this name.", "Correct the name."),
    PARAMETER_UNKNOWN(
            Severity.ERROR,
            "The template has no such parameter, so the value would have no effect.",
            "Correct the name, or delete the parameter."),
    PARAMETER_MISSING(Severity.ERROR, "The parameter has no default.", "Add it to parameters."),
    CONFIGURATION_UNKNOWN(
            Severity.ERROR,
            "If the routeConfiguration is missing, Camel silently runs the route without its error policy.",
            "Correct the name."),
    ROUTE_ID_TAKEN(Severity.ERROR, "Camel rejects a second route with the same id.", "Give one of them another id."),
    DIRECT_MISSING(
            Severity.ERROR,
            "Each record would fail, and the whole topic would go to the dead letters.",
            "Correct the name, or add a route that starts from it."),
    DIRECT_UNUSED(
            Severity.WARNING,
            "No route calls it; a caller may use a misspelled name.",
            "Delete the route, or correct the name in its caller."),
    DIRECT_CYCLE(
            Severity.ERROR,
            "A record does not leave the cycle until Howdah stops it after 100 calls.",
            "Remove one of the calls; allow the finding if a condition ends the cycle."),
    // SDL.
    SDL_SYNTAX(
            Severity.ERROR,
            "The file is not valid SDL, so Howdah cannot serve any of it.",
            "Correct the text there or just before it."),
    SDL_INVALID(
            Severity.ERROR,
            "The SDL breaks a rule of GraphQL or of Howdah's directives.",
            "Follow the finding's advice."),
    // The chain from topic to channel.
    MODEL_UNKNOWN(
            Severity.ERROR,
            "Ingest and notify routes need a type with `@readModel`.",
            "Correct the name, or declare the type."),
    MODEL_EXTERNAL(
            Severity.ERROR,
            "Another service writes the collection of an external model; routes must not.",
            "Remove the route, or `external: true` in the SDL."),
    PART_UNKNOWN(
            Severity.ERROR,
            "A topic writes either the document or a field with `@part`.",
            "Correct the name, or add `@part` to the field."),
    FORMAT_REFUSED(
            Severity.ERROR,
            "Howdah couldn't read the topic's values.",
            "Correct the parameters `format` and `schema`."),
    TOPIC_TAKEN(
            Severity.ERROR,
            "Two ingest routes of one topic and model share a consumer group, so each gets only some events.",
            "Remove one of them."),
    CHANNEL_TAKEN(
            Severity.ERROR,
            "With two notify routes, a channel would send each change twice.",
            "Give one of them another channel."),
    CHANNEL_NAME(
            Severity.WARNING,
            "Clients expect the channel to have the name of the model's list in GraphQL and REST.",
            "Rename the channel to the name of the list."),
    MODEL_WITHOUT_INGEST(
            Severity.WARNING,
            "No topic fills the model, so it stays empty.",
            "Add an ingest route, or set `external: true` in the SDL."),
    MODEL_WITHOUT_NOTIFY(Severity.WARNING, "Clients get no events for the model's changes.", "Add a notify route."),
    GOLDEN_UNPAIRED(
            Severity.WARNING,
            "A golden input without an expected file tests nothing.",
            "Add the expected file, or delete the input."),
    GOLDEN_FAILS(
            Severity.ERROR,
            "The transform's result for a golden input differs from the expected file, or does not fit the SDL.",
            "Correct the transform, the SDL or the expected file; `howdah test` shows the difference."),
    // Practice.
    WRITE_UNGUARDED(
            Severity.ERROR,
            "Writes that bypass the template `ingest` have no version guard: documents can go backwards, and owners get no events.",
            "Write with the template `ingest`."),
    HELPER_ERROR_HANDLER(
            Severity.ERROR,
            "The route handles its failures itself, so the failure policy of its caller never applies.",
            "Delete the route's `errorHandler`, `onException` or `routeConfigurationId`."),
    FRAME_SIDE_EFFECT(
            Severity.ERROR,
            "Payload transforms run on each replica, and again for replays and snapshots; so would the side effect.",
            "Move the call to the transform, or to a durable route."),
    DEAD_LETTER_MISSING(
            Severity.WARNING,
            "A failed record would only be logged, and be lost.",
            "Add a `routeConfigurationId`, an `onException` or a `deadLetterChannel`."),
    SECRET_LITERAL(
            Severity.ERROR,
            "Everyone who can read the file can read the secret.",
            "Use a placeholder, and set its value in the environment."),
    HOST_LITERAL(
            Severity.WARNING,
            "The route would work in one environment only.",
            "Use a placeholder, such as `{{restaurants.url}}`."),
    URI_QUERY(
            Severity.WARNING,
            "Editors such as Kaoto show only options under `parameters:`, and secrets in a query need encoding.",
            "Move the options to `parameters:`."),
    ROUTE_WITHOUT_ID(Severity.WARNING, "Logs and metrics would show a number that changes.", "Add an id."),
    ROUTE_WITHOUT_DESCRIPTION(
            Severity.WARNING, "Readers must read all steps to learn what the route is for.", "Add a description."),
    STEP_WITHOUT_ID(Severity.WARNING, "Logs and metrics would show a number that changes.", "Add an id."),
    // Allowed findings.
    ALLOW_WITHOUT_REASON(
            Severity.ERROR,
            "Others cannot judge whether the exception is still justified.",
            "Add the reason after the code: `# howdah:allow host-literal: the test server is always there`."),
    ALLOW_UNKNOWN(Severity.ERROR, "No finding has this code.", "Correct the code."),
    ALLOW_UNUSED(
            Severity.WARNING, "There is no finding, and the comment would hide a later one.", "Delete the comment.");

    private final Severity severity;
    private final String why;
    private final String fix;

    Code(Severity severity, String why, String fix) {
        this.severity = severity;
        this.why = why;
        this.fix = fix;
    }

    /** Returns the code's text, such as {@code direct-missing}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the code with this text, if there is one. */
    static Optional<Code> of(String text) {
        return Arrays.stream(values()).filter(code -> code.text().equals(text)).findFirst();
    }

    /** Returns the severity. */
    public Severity severity() {
        return severity;
    }

    /** Returns why the finding matters, in one sentence. */
    public String why() {
        return why;
    }

    /** Returns the general fix, in one sentence; a finding may have a more specific one. */
    public String fix() {
        return fix;
    }
}
