package io.howdah;

import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;

/**
 * Lets a route ask the SDL, so that nothing that the SDL says is said again in a route: {@code
 * {{readmodel:Ride.collection}}} is the collection of the model {@code Ride}, and {@code {{readmodel:Ride.part.driver}}} is
 * {@code driver} if the model has that part.
 */
public final class ReadModelProperties extends RegistryFunction {

    private static final String COLLECTION = ".collection";
    private static final String PART = ".part.";

    /** Camel makes it. */
    public ReadModelProperties() {}

    @Override
    public String getName() {
        return "readmodel";
    }

    @Override
    public String apply(String remainder) {
        int part = remainder.indexOf(PART);
        if (part > 0) {
            return part(model(remainder.substring(0, part)), remainder.substring(part + PART.length()));
        }
        if (!remainder.endsWith(COLLECTION)) {
            throw new IllegalArgumentException("{{readmodel:" + remainder
                    + "}} must be of the form {{readmodel:<Type>.collection}} or {{readmodel:<Type>.part.<field>}}");
        }
        return model(remainder.substring(0, remainder.length() - COLLECTION.length()))
                .collection();
    }

    private ReadModel model(String name) {
        return bean(ReadModels.class).get(name);
    }

    private static String part(ReadModel model, String name) {
        if (!name.equals(ReadModel.MAIN_PART) && !model.parts().contains(name)) {
            throw new IllegalArgumentException("part " + name + " is no field of " + model.name() + " with @part"
                    + (model.parts().isEmpty() ? "" : "; there are " + String.join(", ", model.parts())));
        }
        return name;
    }
}
