/**
 * Queries on read models, shared by GraphQL and REST: filters, orders, keyset pages and the threads that run
 * operations. Every read applies the access rule.
 */
@NullMarked
package io.howdah.query;

import org.jspecify.annotations.NullMarked;
