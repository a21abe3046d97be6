/** Golden tests: run records through an application's own routes, without Kafka, ports or services, and compare the results with files. */
@NullMarked
package io.howdah.tools.golden;

import org.jspecify.annotations.NullMarked;
