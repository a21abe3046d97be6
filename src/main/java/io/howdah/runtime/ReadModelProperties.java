package io.howdah.runtime;

import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;

/**
 * Lets a route ask the SDL, so that nothing that the SDL says is said again in a route: {@code
 * {{readmodel:Ride.collection}}} is the collection of the model {@code Ride}, {@code {{readmodel:Ride.fullDocument}}} is what its
 * change stream must look up, and {@code {{readmodel:Ride.part.driver}}} is {@code driver} if the model has that part.
 */
public final class ReadModelProperties extends RegistryFunction {

    private static final String COLLECTION = ".collection";
    private static final String FULL_DOCUMENT = ".fullDocument";
    private static final String PART = ".part.";

    /** Camel makes it. */
    public ReadModelProperties() {}

    @Override
    public String getName() {
        return "readmodel";
    }

    @Override
    public String apply(String remainder) {
        return answer(bean(ReadModels.class), remainder);
    }

    /**
     * Return what the SDL says.
     *
     * @throws IllegalArgumentException if it does not say it
     */
    static String answer(ReadModels models, String remainder) {
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

    /** Only ingest routes ask for it. */
    private static String part(ReadModel model, String name) {
        if (model.isExternal()) {
            throw new IllegalArgumentException("model " + model.name() + " is external, and no route may store in "
                    + model.collection() + "; remove this route, or external: true in the SDL");
        }
        if (!name.equals(ReadModel.MAIN_PART) && !model.parts().contains(name)) {
            throw new IllegalArgumentException("part " + name + " is no field of " + model.name() + " with @part"
                    + (model.parts().isEmpty() ? "" : "; there are " + String.join(", ", model.parts())));
        }
        return name;
    }
}
