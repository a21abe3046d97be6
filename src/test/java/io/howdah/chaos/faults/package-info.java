/** Processes and services that fail on demand: killed JVMs, stopped servers, cut connections, stepdowns. */
package io.howdah.chaos.faults;
