package io.howdah.runtime.check;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be wrong with an application's files. The order is that of docs/lint.md. */
public enum Code {
    // Files.
    YAML_BROKEN(
            Severity.ERROR,
            "Camel cannot read the file, and none of its routes is there.",
            "Correct the name, the indentation or the quotes there."),
    FILE_EMPTY(
            Severity.ERROR,
            "A file of routes without a route is one that was forgotten.",
            "Write a route, or delete the file."),
    NO_LIST(
            Severity.ERROR,
            "Camel ignores a route file that is not a list, without a word.",
            "Begin each entry with `- route:`."),
    KEY_TWICE(Severity.ERROR, "Of a key that is there twice only the last counts.", "Delete one of them."),
    ENTRY_UNKNOWN(
            Severity.ERROR,
            "Camel knows routes, templates, beans and a few more at the top of a file, and refuses all else.",
            "Correct the name, or indent it so that it is part of the entry above."),
    STEP_UNKNOWN(Severity.ERROR, "Camel has no step of this name.", "Correct the name."),
    FIELD_UNKNOWN(
            Severity.ERROR, "Camel refuses a field that it does not know.", "Correct the name, or delete the field."),
    FIELD_MISSING(Severity.ERROR, "Camel cannot make the step or the entry without the field.", "Add the field."),
    FIELD_TYPE(
            Severity.ERROR,
            "Camel wants another kind of value there: a text, a list, or fields.",
            "Write it in the form that is named."),
    FIELD_VALUE(Severity.ERROR, "The field takes other values only.", "Give one of those that are named."),
    ENTRY_CROWDED(
            Severity.ERROR, "An entry of a list is one step; of two, one would be lost.", "Begin each step with `- `."),
    // What is referred to.
    COMPONENT_UNKNOWN(
            Severity.ERROR,
            "No component on the class path serves URIs that begin so.",
            "Correct the URI's scheme, or put the component's jar on the class path."),
    OPTION_UNKNOWN(
            Severity.ERROR,
            "The component has no such option, and the route would not start.",
            "Correct the name, or delete the option."),
    OPTION_VALUE(
            Severity.ERROR, "The option cannot have this value, and the route would not start.", "Correct the value."),
    OPTION_MISSING(Severity.ERROR, "The component cannot make an endpoint without it.", "Add it."),
    LANGUAGE_UNKNOWN(
            Severity.ERROR,
            "No language of this name is on the class path.",
            "Use a language that is there, or put the language's jar on the class path."),
    DATAFORMAT_UNKNOWN(
            Severity.ERROR,
            "No data format of this name is on the class path.",
            "Use a data format that is there, or put the data format's jar on the class path."),
    EXPRESSION_SYNTAX(
            Severity.ERROR,
            "The language cannot read the expression, and the route would not start.",
            "Correct the expression."),
    BEAN_UNKNOWN(
            Severity.ERROR,
            "No bean of this name is declared, nor is it one of Howdah's own.",
            "Correct the name, or declare the bean under `beans:`."),
    CLASS_MISSING(
            Severity.ERROR,
            "The class is not on the class path.",
            "Correct the name, or put the class's jar on the class path."),
    METHOD_UNKNOWN(Severity.ERROR, "The class has no public method of this name.", "Correct the method."),
    SETTING_UNKNOWN(
            Severity.ERROR,
            "Nothing gives the setting a value, and the route would not start.",
            "Correct the name, or add it to application.properties."),
    KEY_UNKNOWN(
            Severity.ERROR,
            "Howdah has no setting of this name, and its default would stay in force where another was meant.",
            "Correct the key."),
    FUNCTION_REFUSED(
            Severity.ERROR, "Howdah cannot answer what the placeholder asks of the SDL.", "Correct the placeholder."),
    TEMPLATE_UNKNOWN(Severity.ERROR, "No file has a template of this name.", "Correct the name."),
    PARAMETER_UNKNOWN(
            Severity.ERROR,
            "The template has no such parameter, and what it says would have no effect.",
            "Correct the name, or delete the parameter."),
    PARAMETER_MISSING(Severity.ERROR, "The template has no default for the parameter.", "Add it to parameters."),
    CONFIGURATION_UNKNOWN(
            Severity.ERROR,
            "Camel leaves a route whose routeConfiguration it does not find without its error policy, without a word.",
            "Correct the name."),
    ROUTE_ID_TAKEN(
            Severity.ERROR,
            "Two routes of one id cannot be told apart, and Camel refuses the second.",
            "Give one of them another id."),
    DIRECT_MISSING(
            Severity.ERROR,
            "Camel finds it out at each record, and a whole topic would go to the dead letters.",
            "Correct the name, or add a route that begins with it."),
    DIRECT_UNUSED(
            Severity.WARNING,
            "Nothing calls the route; where a caller has another name in mind, its own route is missing.",
            "Delete the route, or correct the name of who should call it."),
    DIRECT_CYCLE(
            Severity.ERROR,
            "A record that enters the cycle never leaves it, until the runtime stops it after 100 calls.",
            "Remove one of the calls; allow the finding if a condition ends the cycle."),
    // SDL.
    SDL_SYNTAX(
            Severity.ERROR,
            "The text is no SDL, and nothing of the file can be served.",
            "Correct the text there or just before."),
    SDL_INVALID(
            Severity.ERROR, "The SDL breaks a rule of GraphQL or of Howdah's directives.", "Do what the finding says."),
    // The chain from topic to channel.
    MODEL_UNKNOWN(
            Severity.ERROR,
            "A route fills or follows only a type with `@readModel`.",
            "Correct the name, or declare the type."),
    MODEL_EXTERNAL(
            Severity.ERROR,
            "An external model is filled by somebody else, and no route may store in its collection.",
            "Remove the route, or `external: true` in the SDL."),
    PART_UNKNOWN(
            Severity.ERROR,
            "A topic writes the document, or a field of it with `@part`.",
            "Correct the name, or add `@part` to the field."),
    FORMAT_REFUSED(
            Severity.ERROR, "The values of the topic could not be read.", "Correct the parameters format and schema."),
    TOPIC_TAKEN(
            Severity.ERROR,
            "Two ingest routes of one topic and model are one consumer group, and each gets a part of the events.",
            "Remove one of them."),
    CHANNEL_TAKEN(
            Severity.ERROR,
            "A channel has one notify route; with two, each change would be sent twice.",
            "Give one of them another channel."),
    CHANNEL_NAME(
            Severity.WARNING,
            "Clients look for the channel under the name that the model's list has in GraphQL and REST.",
            "Give the channel the name of the list."),
    MODEL_WITHOUT_INGEST(
            Severity.WARNING,
            "No topic fills the model, and it stays empty.",
            "Add an ingest route, or say `external: true` in the SDL."),
    MODEL_WITHOUT_NOTIFY(Severity.WARNING, "Nobody is told of the model's changes.", "Add a notify route."),
    GOLDEN_UNPAIRED(
            Severity.WARNING,
            "A golden input without what is expected of it tests nothing.",
            "Write the expected file beside it, or delete the input."),
    GOLDEN_FAILS(
            Severity.ERROR,
            "What the transform makes of a golden input is not what is expected of it, or nothing that the SDL takes.",
            "Mend the transform, the SDL or the expected file; howdah test says more."),
    // Practice.
    WRITE_UNGUARDED(
            Severity.ERROR,
            "What is written past the template ingest has no version guard: state goes backwards, and owners are not told.",
            "Store by a route of the template ingest."),
    HELPER_ERROR_HANDLER(
            Severity.ERROR,
            "The route deals with a failure itself, and the failure policy of its caller never hears of it.",
            "Delete the route's `errorHandler`, `onException` or `routeConfigurationId`."),
    FRAME_SIDE_EFFECT(
            Severity.ERROR,
            "A frame is made on each replica, live, again after a reconnection and in each snapshot; so would be the side effect.",
            "Move the call to the transform, or to a notify route of its own."),
    DEAD_LETTER_MISSING(
            Severity.WARNING,
            "A record that fails would be logged and lost.",
            "Give the route a routeConfigurationId, an onException or a deadLetterChannel."),
    SECRET_LITERAL(
            Severity.ERROR,
            "Who reads the file has the secret.",
            "Name a setting, and put its value into the environment."),
    HOST_LITERAL(
            Severity.WARNING,
            "The route would run against one environment only.",
            "Name a setting, such as `{{restaurants.url}}`."),
    URI_QUERY(
            Severity.WARNING,
            "Editors such as Kaoto show options under `parameters:` alone, and secrets in a query need encoding.",
            "Move the options to `parameters:`."),
    ROUTE_WITHOUT_ID(Severity.WARNING, "Logs and metrics call the route by a number that changes.", "Add an id."),
    ROUTE_WITHOUT_DESCRIPTION(
            Severity.WARNING,
            "Who comes next must read all steps to know what the route is for.",
            "Add a description."),
    STEP_WITHOUT_ID(Severity.WARNING, "Logs and metrics call the step by a number that changes.", "Add an id."),
    // Silenced findings.
    ALLOW_WITHOUT_REASON(
            Severity.ERROR,
            "Who comes next cannot tell whether the reason still holds.",
            "Write the reason behind the code: `# howdah:allow host-literal: the test server is always there`."),
    ALLOW_UNKNOWN(Severity.ERROR, "No finding has this code.", "Correct the code."),
    ALLOW_UNUSED(
            Severity.WARNING,
            "There is nothing to silence there, and a later finding would be silenced unseen.",
            "Delete the comment.");

    private final Severity severity;
    private final String why;
    private final String cure;

    Code(Severity severity, String why, String cure) {
        this.severity = severity;
        this.why = why;
        this.cure = cure;
    }

    /** Return the code that people write, such as {@code direct-missing}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Return the code that people have written, if there is one. */
    static Optional<Code> of(String text) {
        return Arrays.stream(values()).filter(code -> code.text().equals(text)).findFirst();
    }

    /** Return how bad it is. */
    public Severity severity() {
        return severity;
    }

    /** Return why it is worth a finding, in one sentence. */
    public String why() {
        return why;
    }

    /** Return what to do about it in general; a finding may say it more exactly. */
    public String cure() {
        return cure;
    }
}
