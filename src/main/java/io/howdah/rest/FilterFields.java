package io.howdah.rest;

import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.query.Operator;
import io.howdah.security.Principal;
import java.util.List;
import java.util.stream.Collectors;

/** What somebody may filter a model by; who names something else is told what there is. */
final class FilterFields {

    private final List<ModelField> fields;
    private final Principal principal;

    FilterFields(ReadModel model, Principal principal) {
        this.fields = model.view().filterable();
        this.principal = principal;
    }

    /**
     * Return the field of a name. Whether it is for them to read is asked where the filter is compiled.
     *
     * @param place where the client names it
     */
    ModelField field(String name, String place) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> RestException.malformed(place + " is nothing to filter by; there " + filterable() + "."));
    }

    private String filterable() {
        String names = fields.stream()
                .filter(field -> field.isReadableBy(principal))
                .map(ModelField::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "is none" : "are " + names;
    }

    /** Return the operator of a name, if the field has it. */
    Operator operator(ModelField field, String name, String place) {
        List<Operator> possible = Operator.of(field.type());
        return Operator.byText(name)
                .filter(possible::contains)
                .orElseThrow(() -> RestException.malformed(place + " is no condition; " + field.name() + " has "
                        + possible.stream().map(Operator::sdlName).collect(Collectors.joining(", ")) + "."));
    }
}
