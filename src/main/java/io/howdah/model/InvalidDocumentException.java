package io.howdah.model;

/**
 * A document that doesn't fit its read model. The message is one line, {@code Model.path.to.field: rule}, and never holds the
 * value, which may be somebody's personal data.
 */
public final class InvalidDocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String rule;

    /** A fault of a value that doesn't know yet where it stands. */
    InvalidDocumentException(String rule) {
        this("", rule);
    }

    private InvalidDocumentException(String path, String rule) {
        // The place in the document says more than a stack trace, and broken records can be many.
        super(path + ": " + rule, null, false, false);
        this.path = path;
        this.rule = rule;
    }

    /** Return the same fault, seen from one level further out. */
    InvalidDocumentException within(String step) {
        return new InvalidDocumentException(step + path, rule);
    }
}
