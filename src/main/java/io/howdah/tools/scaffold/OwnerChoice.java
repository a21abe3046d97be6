package io.howdah.tools.scaffold;

import io.howdah.runtime.source.StartException;
import io.howdah.tools.scaffold.InferredType.ListOf;
import io.howdah.tools.scaffold.InferredType.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Chooses the field that says who owns a document: the one that {@code --owner} names, or one with the name of an owner's id.
 *
 * @param notes takes what was found out
 */
record OwnerChoice(DomainName name, DraftFields fields, Consumer<String> notes) {

    private static final List<String> OWNERS = List.of("owner", "user", "customer");

    /**
     * Marks the chosen field, and returns whether there is one.
     *
     * @param wanted the name that somebody wants
     * @throws StartException if the wanted field cannot hold a subject
     */
    boolean choose(Optional<String> wanted) {
        Optional<String> chosen =
                wanted.map(each -> fields.require("--owner", each)).or(this::guess);
        if (chosen.isEmpty()) {
            notes.accept("@public: everyone sees every " + name.one()
                    + "; --owner names the field with whom one belongs to");
            return false;
        }
        Field field = fields.get(chosen.get());
        InferredType single = field.shape() instanceof ListOf list ? list.element() : field.shape();
        if (!single.canBeId()) {
            throw new StartException("--owner: " + field.origin() + " is "
                    + field.shape().described() + ", and must be a text; name the field that has the owner's subject");
        }
        InferredType text = single.equals(new Scalar("String")) ? single : Scalar.ID;
        InferredType owner = field.shape() instanceof ListOf ? new ListOf(text) : text;
        fields.change(field.name(), known -> known.as(owner).mandatory().with("@owner(claim: \"sub\")"));
        return true;
    }

    private Optional<String> guess() {
        Optional<String> found = OWNERS.stream()
                .flatMap(owner -> fields.paths().stream().filter(path -> isOf(owner, path)))
                .filter(path -> fields.nested(path)
                        .filter(field -> field.shape().canBeId())
                        .isPresent())
                .findFirst()
                .map(path -> fields.require("--owner", path));
        found.ifPresent(each -> notes.accept("owner: " + each + ", by its name; --owner names another field"));
        return found;
    }

    /** Whether a path ends with {@code customerId} or with {@code customer.id}. */
    private static boolean isOf(String owner, String path) {
        return Names.plain(path.substring(path.lastIndexOf('.') + 1)).equals(owner + "id")
                || path.matches("(?i)(.*\\.)?" + owner + "\\.id");
    }
}
