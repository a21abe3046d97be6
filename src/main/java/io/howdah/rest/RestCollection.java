package io.howdah.rest;

import io.howdah.model.View;
import io.howdah.query.ModelReads;

/**
 * What is served below {@code /api/<plural>}.
 *
 * @param view the read model as it is shown
 * @param reads reads its documents
 */
record RestCollection(View view, ModelReads reads) {}
