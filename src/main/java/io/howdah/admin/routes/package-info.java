/** What an application has of routes, and what each is for. */
@NullMarked
package io.howdah.admin.routes;

import org.jspecify.annotations.NullMarked;
