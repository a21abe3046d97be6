/** Golden tests: records through an application's own routes, without Kafka, ports or services, compared with files. */
@NullMarked
package io.howdah.tools.golden;

import org.jspecify.annotations.NullMarked;
