package io.howdah.runtime;

import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;

/**
 * Placeholder {@code {{readmodel:...}}}: a value from the SDL, so that routes need not repeat it. {@code
 * {{readmodel:Ride.collection}}} is the collection of the model {@code Ride}, {@code {{readmodel:Ride.fullDocument}}} is the option
 * {@code fullDocument} of its change stream, and {@code {{readmodel:Ride.part.driver}}} is {@code driver} if the model has that part.
 */
public final class ReadModelProperties extends RegistryFunction {

    private static final String COLLECTION = ".collection";
    private static final String FULL_DOCUMENT = ".fullDocument";
    private static final String PART = ".part.";

    /** Called by Camel. */
    public ReadModelProperties() {}

    @Override
    public String getName() {
        return "readmodel";
    }

    @Override
    public String apply(String remainder) {
        return resolve(bean(ReadModels.class), remainder);
    }

    /**
     * Returns the value.
     *
     * @throws IllegalArgumentException if the SDL has no such value
     */
    static String resolve(ReadModels models, String remainder) {
        int part = remainder.indexOf(PART);
        if (part > 0) {
            return part(models.get(remainder.substring(0, part)), remainder.substring(part + PART.length()));
        }
        if (remainder.endsWith(COLLECTION)) {
            return named(models, remainder, COLLECTION).collection();
        }
        if (remainder.endsWith(FULL_DOCUMENT)) {
            return named(models, remainder, FULL_DOCUMENT).isExternal() ? "updateLookup" : "default";
        }
        throw new IllegalArgumentException("{{readmodel:" + remainder
                + "}} must be of the form {{readmodel:<Type>.collection}}, {{readmodel:<Type>.fullDocument}} or"
                + " {{readmodel:<Type>.part.<field>}}");
    }

    private static ReadModel named(ReadModels models, String remainder, String property) {
        return models.get(remainder.substring(0, remainder.length() - property.length()));
    }

    /** Returns the name of a part. Only ingest routes use it, so an external model is an error. */
    private static String part(ReadModel model, String name) {
        if (model.isExternal()) {
            throw new IllegalArgumentException("model " + model.name() + " is external, and no route may store in "
                    + model.collection() + "; remove this route, or external: true in the SDL");
        }
        if (!name.equals(ReadModel.MAIN_PART) && !model.parts().contains(name)) {
            throw new IllegalArgumentException("part " + name + " is not a field of " + model.name() + " with @part"
                    + (model.parts().isEmpty() ? "" : "; there are " + String.join(", ", model.parts())));
        }
        return name;
    }
}
