package io.howdah.tools.scaffold;

import java.util.List;
import java.util.Optional;

/**
 * A read model as it will be written.
 *
 * @param fields the key's first
 * @param key the names of the key's fields
 * @param version the name of the field that grows with each change
 * @param isPublic whether nobody owns its documents, so that everyone sees them
 * @param notes what was found out, one line each
 */
record Draft(List<Field> fields, List<String> key, Optional<String> version, boolean isPublic, List<String> notes) {}
