package io.howdah.model;

/**
 * Rejects a document that does not match its read model. The message is one line, {@code Model.path.to.field: rule},
 * and never contains the value, which may be personal data.
 */
public final class InvalidDocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String path;
    private final String rule;

    /** Creates the exception without a path; {@link #within} adds it. */
    InvalidDocumentException(String rule) {
        this("", rule);
    }

    private InvalidDocumentException(String path, String rule) {
        // Without a stack trace: the path in the document is more useful, and there may be many invalid records.
        super(path + ": " + rule, null, false, false);
        this.path = path;
        this.rule = rule;
    }

    /** Returns a copy with one more enclosing step in the path. */
    InvalidDocumentException within(String step) {
        return new InvalidDocumentException(step + path, rule);
    }
}
