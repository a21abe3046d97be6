package io.howdah.runtime.check;

import graphql.language.ObjectTypeDefinition;
import io.howdah.config.Nearest;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.runtime.source.SourceLocation;
import io.howdah.runtime.source.StartFailure;
import io.howdah.runtime.source.Yaml;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks the chain from a topic to a read model, and from there to a channel. */
final class ChainCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        declared.models().ifPresent(models -> {
            Run run = new Run(declared, models, findings);
            declared.uses().forEach(run::check);
            boolean known = declared.uses().allMatch(use -> declared.templates().containsKey(use.template()));
            if (known && !declared.withJava()) {
                run.checkWhole();
            }
        });
    }

    private static final class Run {

        private final Declared declared;
        private final ReadModels models;
        private final Findings findings;
        private final Map<String, Node> topics = new HashMap<>();
        private final Map<String, Node> channels = new HashMap<>();
        private final Set<String> filled = new HashSet<>();
        private final Set<String> followed = new HashSet<>();

        private Run(Declared declared, ReadModels models, Findings findings) {
            this.declared = declared;
            this.models = models;
            this.findings = findings;
        }

        private void check(TemplateUse use) {
            switch (use.template()) {
                case "ingest" -> {
                    model(use).ifPresent(model -> checkIngest(use, model));
                    checkFormat(use);
                }
                case "notify" -> model(use).ifPresent(model -> checkNotify(use, model));
                default -> {
                    // The application's own templates have no known meaning.
                }
            }
        }

        private Optional<ReadModel> model(TemplateUse use) {
            Node node = use.value("model").orElse(null);
            String name = value(use, "model").orElse(null);
            if (node == null || name == null) {
                return Optional.empty();
            }
            Optional<ReadModel> model = models.find(name);
            if (model.isEmpty()) {
                List<String> names = models.all().stream().map(ReadModel::name).toList();
                // The intended model must not be reported as well, as one without ingest or notify route.
                Nearest.close(name, names)
                        .ifPresent(near -> (use.template().equals("ingest") ? filled : followed).add(near));
                findings.add(
                        Code.MODEL_UNKNOWN,
                        node,
                        "model " + name + " is not a type with @readModel in graphql/*.graphqls",
                        "correct the name; "
                                + Nearest.close(name, names)
                                        .map(near -> "the nearest is " + near)
                                        .orElse("there are " + Findings.listed(names)));
            }
            return model;
        }

        private void checkIngest(TemplateUse use, ReadModel model) {
            filled.add(model.name());
            if (model.isExternal()) {
                findings.add(
                        Code.MODEL_EXTERNAL,
                        use.value("model").orElse(use.reference()),
                        "model " + model.name() + " is external, and no route may store in " + model.collection());
                return;
            }
            String part = value(use, "part").orElse(ReadModel.MAIN_PART);
            if (!part.equals(ReadModel.MAIN_PART) && !model.parts().contains(part)) {
                findings.add(
                        Code.PART_UNKNOWN,
                        use.value("part").orElse(use.reference()),
                        "part " + part + " is not a field of " + model.name() + " with @part",
                        model.parts().isEmpty()
                                ? "correct the name, or add @part to the field"
                                : "correct the name; there are " + Findings.listed(model.parts()));
            }
            value(use, "topic").ifPresent(topic -> {
                Node node = use.value("topic").orElse(use.reference());
                Node first = topics.putIfAbsent(topic + " " + model.name(), node);
                if (first != null) {
                    findings.add(
                            Code.TOPIC_TAKEN,
                            node,
                            "topic " + topic + " already fills " + model.name() + " at " + Yaml.location(first));
                }
            });
        }

        /** Resolves the format as the route would: reads the schema file, but calls no schema registry. */
        private void checkFormat(TemplateUse use) {
            Optional<Node> schema = use.value("schema");
            Node node = use.value("format").or(() -> schema).orElse(null);
            if (node == null) {
                return;
            }
            try {
                var unused = declared.placeholders()
                        .call(
                                "recordformat",
                                value(use, "format").orElse("json") + " "
                                        + value(use, "schema").orElse(""));
            } catch (RuntimeException e) {
                String[] message = StartFailure.firstLine(e).split("; ", 2);
                Node where = message[0].startsWith("schema") ? schema.orElse(node) : node;
                findings.add(
                        Code.FORMAT_REFUSED,
                        where,
                        message[0],
                        message.length == 2 ? message[1] : "correct the parameters format and schema");
            }
        }

        private void checkNotify(TemplateUse use, ReadModel model) {
            followed.add(model.name());
            value(use, "channel").ifPresent(channel -> {
                Node node = use.value("channel").orElse(use.reference());
                Node first = channels.putIfAbsent(channel, node);
                if (first != null) {
                    findings.add(
                            Code.CHANNEL_TAKEN,
                            node,
                            "channel " + channel + " already has a notify route at " + Yaml.location(first));
                } else if (!channel.equals(model.plural())) {
                    findings.add(
                            Code.CHANNEL_NAME,
                            node,
                            "channel " + channel + " is called " + model.plural() + " everywhere else",
                            "name it " + model.plural());
                }
            });
        }

        private Optional<String> value(TemplateUse use, String parameter) {
            return use.value(parameter).flatMap(node -> declared.resolve(use.element(), node));
        }

        private void checkWhole() {
            for (ReadModel model : models.all()) {
                if (!filled.contains(model.name()) && !model.isExternal()) {
                    findings.add(
                            Code.MODEL_WITHOUT_INGEST,
                            location(model),
                            "no ingest route fills the model " + model.name());
                }
                if (!followed.contains(model.name())) {
                    findings.add(
                            Code.MODEL_WITHOUT_NOTIFY,
                            location(model),
                            "no notify route sends the changes of the model " + model.name());
                }
            }
        }

        private SourceLocation location(ReadModel model) {
            return SdlLocation.of(models.registry().getTypeOrNull(model.name(), ObjectTypeDefinition.class));
        }
    }
}
