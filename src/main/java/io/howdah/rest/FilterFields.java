package io.howdah.rest;

import io.howdah.model.ModelField;
import io.howdah.model.ReadModel;
import io.howdah.query.Operator;
import io.howdah.security.Principal;
import java.util.List;

/** The fields of a model that a client may filter by, and their operators; errors list the available ones. */
final class FilterFields {

    private final List<ModelField> fields;
    private final Principal principal;

    FilterFields(ReadModel model, Principal principal) {
        this.fields = model.view().filterable();
        this.principal = principal;
    }

    /**
     * Returns the field with a name. Whether the client may read it is checked when the filter is compiled.
     *
     * @param path path of the field in the client's filter, for the error
     */
    ModelField field(String name, String path) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RestException.unknown(
                        path + " is not a filterable field",
                        fields.stream()
                                .filter(field -> field.isReadableBy(principal))
                                .map(ModelField::name)
                                .toList()));
    }

    /**
     * Returns an operator of a field.
     *
     * @param path path of the operator in the client's filter, for the error
     */
    Operator operator(ModelField field, String name, String path) {
        List<Operator> operators = Operator.of(field.type());
        return Operator.byText(name)
                .filter(operators::contains)
                .orElseThrow(() -> RestException.unknown(
                        path + " is not an operator of " + field.name(),
                        operators.stream().map(Operator::sdlName).toList()));
    }
}
