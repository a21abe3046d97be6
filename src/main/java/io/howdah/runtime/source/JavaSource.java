package io.howdah.runtime.source;

import java.nio.file.Path;

/**
 * A Java file in a folder's {@code java/}.
 *
 * @param path its path
 * @param text its content
 */
record JavaSource(Path path, String text) {}
