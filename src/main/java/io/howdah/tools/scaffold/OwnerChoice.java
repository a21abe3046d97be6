package io.howdah.tools.scaffold;

import io.howdah.runtime.source.StartException;
import io.howdah.tools.scaffold.InferredType.ListOf;
import io.howdah.tools.scaffold.InferredType.Scalar;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Chooses the field that names a document's owner: that of {@code --owner}, or one with a typical name of an owner's id.
 *
 * @param notes receives a line for each choice
 */
record OwnerChoice(DomainName name, DraftFields fields, Consumer<String> notes) {

    private static final List<String> OWNERS = List.of("owner", "user", "customer");

    /**
     * Marks the chosen field, and returns whether there is one.
     *
     * @param wanted the name of the option, or empty to choose a field
     * @throws StartException if the wanted field cannot hold a subject
     */
    boolean choose(Optional<String> wanted) {
        Optional<String> chosen =
                wanted.map(each -> fields.require("--owner", each)).or(this::guess);
        if (chosen.isEmpty()) {
            notes.accept("@public: every client sees every " + name.one()
                    + "; --owner names the field with a document's owner");
            return false;
        }
        Field field = fields.get(chosen.get());
        InferredType single = field.shape() instanceof ListOf list ? list.element() : field.shape();
        if (!single.canBeId()) {
            throw new StartException("--owner: " + field.origin() + " is "
                    + field.shape().described() + ", but must be a string; name the field with the owner's subject");
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
        found.ifPresent(each -> notes.accept("owner: " + each + ", guessed by its name; --owner sets another field"));
        return found;
    }

    /** Returns whether a path ends with {@code customerId} or with {@code customer.id}. */
    private static boolean isOf(String owner, String path) {
        return Names.plain(path.substring(path.lastIndexOf('.') + 1)).equals(owner + "id")
                || path.matches("(?i)(.*\\.)?" + owner + "\\.id");
    }
}
