/** Seeded load on Howdah processes: streams of records, subscribers on each transport, requests through a load balancer. */
package io.howdah.chaos.loads;
