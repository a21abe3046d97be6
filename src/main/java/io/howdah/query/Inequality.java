package io.howdah.query;

import com.mongodb.client.model.Filters;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import org.bson.conversions.Bson;

/** How a value is compared with another, here and in the database. */
@SuppressWarnings("ImmutableEnumChecker") // the rules are method references, which hold no state
enum Inequality {
    GREATER(compared -> compared > 0, Filters::gt),
    GREATER_OR_SAME(compared -> compared >= 0, Filters::gte),
    LESS(compared -> compared < 0, Filters::lt),
    LESS_OR_SAME(compared -> compared <= 0, Filters::lte);

    private final IntPredicate rule;
    private final BiFunction<String, Object, Bson> query;

    Inequality(IntPredicate rule, BiFunction<String, Object, Bson> query) {
        this.rule = rule;
        this.query = query;
    }

    boolean holds(int compared) {
        return rule.test(compared);
    }

    Bson query(String path, Object operand) {
        return query.apply(path, operand);
    }
}
