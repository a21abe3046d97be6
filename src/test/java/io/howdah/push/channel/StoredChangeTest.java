package io.howdah.push.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.changestream.OperationType;
import io.howdah.model.ReadModels;
import io.howdah.model.SdlSource;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class StoredChangeTest {

    private static final ReadModels MODELS = ReadModels.load(List.of(new SdlSource("models.graphqls", """
            type Thing @readModel(collection: "things", key: "id") @public { id: ID! courier: Courier @part }
            type Courier { name: String }
            type Parcel @readModel(collection: "parcels", key: "id", version: "v") @public { id: ID! v: Long! }
            """)));

    @Test
    void offsetOfTheMainPartIsTheVersionUntilTheModelIsRebased() {
        assertThat(version("Thing", "{v: {main: 41}, src: {}}")).isEqualTo("41");
    }

    @Test
    void rebasesOfTheMainPartIncreaseTheVersion() {
        Document parts = Document.parse("{courier: {src: {base: 5}}}");

        assertThat(version("Thing", "{v: {main: 3, courier: 9}, src: {base: 2}, parts: " + parts.toJson() + "}"))
                .isEqualTo("20000000000003");
    }

    @Test
    void versionFieldIsPublishedAsItIs() {
        assertThat(version("Parcel", "{v: {main: 3}, src: {base: 2}}")).isEqualTo("3");
    }

    @Test
    void documentCreatedByAnotherPartHasNoVersion() {
        assertThat(version("Thing", "{v: {courier: 9}, parts: {courier: {src: {base: 5}}}, del: true}"))
                .isNull();
    }

    private static String version(String model, String header) {
        Document versions = Document.parse(header);
        versions.get("v", Document.class).replaceAll((part, version) -> ((Integer) version).longValue());
        return StoredChange.of(
                        MODELS.get(model), "82", OperationType.REPLACE, new Document("_id", "a").append("_h", versions))
                .versionText();
    }
}
