package io.howdah.cli.develop;

import com.fasterxml.jackson.databind.JsonNode;
import io.howdah.config.SettingValues;
import io.howdah.describe.AsyncApi;
import io.howdah.describe.OpenApi;
import io.howdah.graphql.schema.SchemaChange;
import io.howdah.model.ReadModels;
import io.howdah.runtime.Lint;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.tools.compatibility.AsyncApiChanges;
import io.howdah.tools.compatibility.OpenApiChanges;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** JSON descriptions of an application's APIs, read from its folders. A running process serves the same documents. */
@SuppressWarnings("ImmutableEnumChecker") // the functions are method references, which hold no state
enum Description {
    /** The notification channels. */
    ASYNCAPI("asyncapi", Description::channels, AsyncApiChanges::between),
    /** The REST API. */
    OPENAPI("openapi", Description::rest, OpenApiChanges::between);

    private final String versionKey;
    private final Function<List<Path>, JsonNode> describe;
    private final BiFunction<JsonNode, JsonNode, List<SchemaChange>> compare;

    Description(
            String versionKey,
            Function<List<Path>, JsonNode> describe,
            BiFunction<JsonNode, JsonNode, List<SchemaChange>> compare) {
        this.versionKey = versionKey;
        this.describe = describe;
        this.compare = compare;
    }

    /** Returns the kind of a document, by the key of its format's version; empty if it is none of these. */
    static Optional<Description> of(JsonNode document) {
        return Arrays.stream(values())
                .filter(each -> document.has(each.versionKey))
                .findFirst();
    }

    /** Returns the description of an application; no folders mean the demo. */
    JsonNode describe(List<Path> folders) {
        return describe.apply(folders);
    }

    /** Returns the changes of an application since an old description, breaking changes first. */
    List<SchemaChange> changesSince(JsonNode old, List<Path> folders) {
        return compare.apply(old, describe(folders));
    }

    private static JsonNode rest(List<Path> folders) {
        return new OpenApi(ReadModels.load(new ApplicationSources(folders).schemas())).describe();
    }

    private static JsonNode channels(List<Path> folders) {
        ApplicationSources sources = new ApplicationSources(folders);
        SettingValues values =
                SettingValues.load(sources.isDemo() ? List.of("demo") : List.of(), folders, System.getenv());
        ReadModels models = Lint.of(sources, values).requireNoErrors().models();
        return new AsyncApi(models, () -> DeclaredRoutes.notifications(sources, values, models)).describe();
    }
}
