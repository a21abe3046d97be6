/** Java part of the demo application: the prescriptions domain. */
@NullMarked
package io.howdah.demo;

import org.jspecify.annotations.NullMarked;
