/** Formats of lint findings: text, JSON and SARIF. */
@NullMarked
package io.howdah.tools.lint;

import org.jspecify.annotations.NullMarked;
