package io.howdah.rest;

import java.util.Map;

/**
 * What a read comes to.
 *
 * @param body a document or a list of them, ready for JSON
 * @param headers what the response says beside it
 */
record RestAnswer(Object body, Map<String, Object> headers) {}
