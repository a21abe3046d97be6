package io.howdah.tools.scaffold;

import io.howdah.model.ScalarType;
import io.howdah.runtime.source.StartException;
import io.howdah.tools.scaffold.InferredType.ListOf;
import io.howdah.tools.scaffold.InferredType.Scalar;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A field of the option {@code --field}: {@code name:Type}. The type can be a list and end with {@code !}. */
record DeclaredField(String name, InferredType shape, boolean required) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z][A-Za-z0-9_]*):(?:(\\[)?([A-Za-z]+)(!?)(])?)(!?)");

    static DeclaredField parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || (form.group(2) == null) != (form.group(5) == null)) {
            throw new StartException("--field=" + Names.printable(text)
                    + " must be name:Type, for example status:String, updatedAt:DateTime! or tags:[String!]");
        }
        String type = form.group(3);
        Optional<ScalarType> scalar = ScalarType.named(type);
        if (scalar.isEmpty()) {
            throw new StartException("--field=" + Names.printable(text) + ": unknown type " + type + "; the types are "
                    + Arrays.stream(ScalarType.values())
                            .map(ScalarType::sdlName)
                            .collect(Collectors.joining(", ")));
        }
        InferredType single = new Scalar(type);
        boolean isList = form.group(2) != null;
        boolean required = isList ? !form.group(6).isEmpty() : !(form.group(4) + form.group(6)).isEmpty();
        return new DeclaredField(form.group(1), isList ? new ListOf(single) : single, required);
    }
}
