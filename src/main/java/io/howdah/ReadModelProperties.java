package io.howdah;

import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import org.apache.camel.spi.PropertiesFunction;

/**
 * Lets a route ask the SDL: {@code {{readmodel:Ride.collection}}} is the collection of the model {@code Ride}, so that
 * nothing that the SDL says is said again in a route.
 */
final class ReadModelProperties implements PropertiesFunction {

    private static final String COLLECTION = ".collection";

    private final ReadModels models;

    ReadModelProperties(ReadModels models) {
        this.models = models;
    }

    @Override
    public String getName() {
        return "readmodel";
    }

    @Override
    public String apply(String remainder) {
        if (!remainder.endsWith(COLLECTION)) {
            throw new IllegalArgumentException(
                    "{{readmodel:" + remainder + "}} must be of the form {{readmodel:<Type>.collection}}");
        }
        ReadModel model = models.get(remainder.substring(0, remainder.length() - COLLECTION.length()));
        return model.collection();
    }
}
