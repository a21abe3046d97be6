package io.howdah.rest;

import java.util.Map;

/**
 * Result of a read.
 *
 * @param body a document or a list of documents, ready for JSON
 * @param headers additional headers of the response
 */
record RestAnswer(Object body, Map<String, Object> headers) {}
