/**
 * The checker: seeded streams of events through two Howdah processes, which are killed and cut off from their services, and an
 * oracle that says what MongoDB and the dead-letter topic must hold at the end. {@link io.howdah.chaos.CheckerIT} is the test, {@link
 * io.howdah.chaos.GapCheckerIT} that of subscribers, and {@link io.howdah.chaos.FleetIT} that of both on three processes.
 */
package io.howdah.chaos;
