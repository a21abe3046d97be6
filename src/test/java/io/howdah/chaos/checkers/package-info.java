/**
 * Long-running checkers of what Howdah guarantees under faults. {@link io.howdah.chaos.checkers.CheckerIT} checks ingest, {@link
 * io.howdah.chaos.checkers.GapCheckerIT} subscribers, and {@link io.howdah.chaos.checkers.FleetIT} both on three processes; each compares
 * the outcome with what an oracle without code of the product expects.
 */
package io.howdah.chaos.checkers;
