/** Lint: checks an application's files without running it, and reports each problem as a finding. */
@NullMarked
package io.howdah.runtime.check;

import org.jspecify.annotations.NullMarked;
