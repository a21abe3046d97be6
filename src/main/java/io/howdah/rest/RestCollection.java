package io.howdah.rest;

import io.howdah.model.View;
import io.howdah.query.ModelReads;

/**
 * The collection at {@code /api/<plural>}.
 *
 * @param view the read model's view
 * @param reads reads the model's documents
 */
record RestCollection(View view, ModelReads reads) {}
