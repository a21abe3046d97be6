package io.howdah.tools.scaffold;

import java.util.List;
import java.util.Optional;

/**
 * A read model before it is written as SDL.
 *
 * @param fields all fields, those of the key first
 * @param key the names of the key's fields
 * @param version the name of the field that grows with each change
 * @param isPublic whether the documents have no owner, so every client sees them
 * @param notes one line for each choice that was made
 */
record Draft(List<Field> fields, List<String> key, Optional<String> version, boolean isPublic, List<String> notes) {}
