package io.howdah.runtime.check;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Checks that the data formats of {@code marshal} and {@code unmarshal} are on the class path. */
final class DataFormatCheck implements Check {

    /** Fields that each step may have. */
    private static final Set<String> COMMON =
            Set.of("id", "description", "note", "disabled", "allowNullBody", "variableSend", "variableReceive");

    /** Formats with a class that depends on their fields. */
    private static final Set<String> OPEN = Set.of("custom", "bindy", "avro", "protobuf", "parquetAvro");

    private static final Map<String, String> LIBRARIES = Map.of("yaml", "snakeYaml");

    @Override
    public void check(Declared declared, Findings findings) {
        declared.elements()
                .filter(element -> element.parent() != null
                        && element.parent().is("marshal", "unmarshal")
                        && element.parent().isStep())
                .filter(format -> !COMMON.contains(format.key()) && !OPEN.contains(format.key()))
                .filter(format -> names(format).noneMatch(declared.classPath()::hasDataFormat))
                .forEach(format -> findings.add(
                        Code.DATAFORMAT_UNKNOWN,
                        format.keyNode(),
                        "no data format is called " + names(format).findFirst().orElse(format.key()),
                        "use one of " + Findings.listed(declared.classPath().dataFormats())));
    }

    /** Returns the names of a format in Camel's service files. The library of JSON is Jackson by default. */
    private static Stream<String> names(Element format) {
        if (format.is("json")) {
            String library = format.text("library");
            return Stream.of(library.isEmpty() ? "jackson" : library.toLowerCase(Locale.ROOT));
        }
        return List.of(LIBRARIES.getOrDefault(format.key(), format.key())).stream();
    }
}
