/** Summaries of an application's routes: purpose, steps and source locations. */
@NullMarked
package io.howdah.admin.routes;

import org.jspecify.annotations.NullMarked;
