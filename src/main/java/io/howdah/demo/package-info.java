/** The part of the demo application that is written in Java: the prescriptions domain. */
@NullMarked
package io.howdah.demo;

import org.jspecify.annotations.NullMarked;
