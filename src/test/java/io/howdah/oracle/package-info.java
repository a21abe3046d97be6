/**
 * A generated oracle for live data: random schemas, histories, subscribers and faults from a seed, and what each subscriber must
 * be sent, worked out without any code of the product.
 */
package io.howdah.oracle;
