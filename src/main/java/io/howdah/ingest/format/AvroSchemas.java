package io.howdah.ingest.format;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Resolver;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.jspecify.annotations.Nullable;

/** Parses Avro schemas and checks that values can be read safely and exactly. */
final class AvroSchemas {

    /** Reads logical types as Java types: decimals, instants, dates, UUIDs. */
    static final GenericData DATA = data();

    private AvroSchemas() {}

    /**
     * Parses a schema.
     *
     * @param texts the schemas that the last one references, each after its own references, then the schema itself
     * @throws SchemaParseException if the text is not a schema, or if a value of the schema could claim an unbounded
     *     size
     */
    static Schema parse(List<String> texts) {
        try {
            Schema.Parser parser = new Schema.Parser();
            Schema schema = texts.stream()
                    .map(parser::parse)
                    .reduce((first, second) -> second)
                    .orElseThrow();
            checkSizes(schema, identities());
            return schema;
        } catch (NullPointerException e) {
            // Avro's parser fails this way for an undefined type name.
            throw new SchemaParseException("it references a type that it does not define");
        } catch (AvroRuntimeException e) {
            throw new SchemaParseException(line(e));
        }
    }

    /** Returns the first line of a failure's message. Avro's other lines print the schema. */
    static String line(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * Checks that values of one schema keep their meaning when they are read as another. Avro compares only the
     * underlying types: it would read 12.50 as 1.250 if the scale differs, or milliseconds as microseconds.
     *
     * @throws UnreadableValueException that names the two types that differ
     */
    static void checkSameMeaning(Schema writer, Schema reader) {
        checkSameMeaning(Resolver.resolve(writer, reader, DATA), identities());
    }

    private static void checkSameMeaning(Resolver.Action action, Set<Object> seen) {
        if (!seen.add(action)) {
            return;
        }
        if (action instanceof Resolver.Container container) {
            checkSameMeaning(container.elementAction, seen);
        } else if (action instanceof Resolver.RecordAdjust adjust) {
            for (Resolver.Action field : adjust.fieldActions) {
                checkSameMeaning(field, seen);
            }
        } else if (action instanceof Resolver.WriterUnion union) {
            for (Resolver.Action branch : union.actions) {
                checkSameMeaning(branch, seen);
            }
        } else if (action instanceof Resolver.ReaderUnion union) {
            checkSameMeaning(union.actualAction, seen);
        } else if (action instanceof Resolver.DoNothing || action instanceof Resolver.Promote) {
            checkSameMeaning(action.writer.getLogicalType(), action.reader.getLogicalType());
        }
    }

    private static void checkSameMeaning(@Nullable LogicalType written, @Nullable LogicalType read) {
        if (written == null || read == null) {
            return;
        }
        boolean sameScale = !(written instanceof LogicalTypes.Decimal one
                && read instanceof LogicalTypes.Decimal other
                && one.getScale() != other.getScale());
        if (!written.getName().equals(read.getName()) || !sameScale) {
            throw new UnreadableValueException("the value was written with " + describe(written)
                    + ", but the route's schema has " + describe(read));
        }
    }

    private static String describe(LogicalType type) {
        return type instanceof LogicalTypes.Decimal decimal
                ? "a decimal of scale " + decimal.getScale()
                : "a " + type.getName();
    }

    /** Rejects arrays whose items take no bytes: a few bytes could claim any number of them. */
    private static void checkSizes(Schema schema, Set<Object> seen) {
        if (!seen.add(schema)) {
            return;
        }
        switch (schema.getType()) {
            case RECORD -> schema.getFields().forEach(field -> checkSizes(field.schema(), seen));
            case UNION -> schema.getTypes().forEach(type -> checkSizes(type, seen));
            case MAP -> checkSizes(schema.getValueType(), seen);
            case ARRAY -> {
                if (GenericDatumReader.isZeroByteSchema(schema.getElementType())) {
                    throw new SchemaParseException("it has an array of "
                            + schema.getElementType().getFullName() + ", whose items take no bytes");
                }
                checkSizes(schema.getElementType(), seen);
            }
            default -> {
                // Has no nested schema.
            }
        }
    }

    private static Set<Object> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private static GenericData data() {
        GenericData data = new GenericData();
        // Avro's fast reader cannot limit the depth.
        data.setFastReaderEnabled(false);
        data.addLogicalTypeConversion(new Conversions.DecimalConversion());
        data.addLogicalTypeConversion(new Conversions.BigDecimalConversion());
        data.addLogicalTypeConversion(new Conversions.UUIDConversion());
        data.addLogicalTypeConversion(new TimeConversions.DateConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimeMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimeMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.TimestampNanosConversion());
        data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMillisConversion());
        data.addLogicalTypeConversion(new TimeConversions.LocalTimestampMicrosConversion());
        data.addLogicalTypeConversion(new TimeConversions.LocalTimestampNanosConversion());
        return data;
    }
}
