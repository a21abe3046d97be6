package io.howdah.runtime.source;

import java.nio.file.Path;

/**
 * A file of Java code in a folder's {@code java/}.
 *
 * @param path where it is
 * @param text what it holds
 */
record JavaSource(Path path, String text) {}
