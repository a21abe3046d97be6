/**
 * Execution of operations: persisted queries, limits, the engine, and the route that every operation passes through.
 */
@NullMarked
package io.howdah.graphql.execution;

import org.jspecify.annotations.NullMarked;
