/** What can be known of an application without running it: its files are looked through, and each thing that is wrong is a finding. */
@NullMarked
package io.howdah.runtime.check;

import org.jspecify.annotations.NullMarked;
