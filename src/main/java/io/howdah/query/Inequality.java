package io.howdah.query;

import com.mongodb.client.model.Filters;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import org.bson.conversions.Bson;

/** Comparison operator, evaluated in memory or by MongoDB. */
@SuppressWarnings("ImmutableEnumChecker") // the rules are method references, which hold no state
enum Inequality {
    GREATER(comparison -> comparison > 0, Filters::gt),
    GREATER_OR_EQUAL(comparison -> comparison >= 0, Filters::gte),
    LESS(comparison -> comparison < 0, Filters::lt),
    LESS_OR_EQUAL(comparison -> comparison <= 0, Filters::lte);

    private final IntPredicate rule;
    private final BiFunction<String, Object, Bson> query;

    Inequality(IntPredicate rule, BiFunction<String, Object, Bson> query) {
        this.rule = rule;
        this.query = query;
    }

    boolean holds(int comparison) {
        return rule.test(comparison);
    }

    Bson query(String path, Object operand) {
        return query.apply(path, operand);
    }
}
