/** The execution of an operation: persisted queries, limits, the engine, and the route that every operation passes. */
@NullMarked
package io.howdah.graphql.execution;

import org.jspecify.annotations.NullMarked;
