package io.howdah.config;

import java.time.Duration;

/**
 * Settings of notifications.
 *
 * @param shares limits of connections and subscriptions, per client and in total
 * @param queueBytes maximum queue of one subscriber; above it, Howdah closes its connection
 * @param replayBufferBytes approximate size of each channel's replay buffer
 * @param maxSnapshots maximum snapshots sent at a time
 * @param maxSnapshotsPerSubject maximum snapshots of one subject at a time
 * @param maxLag how long a subscriber waits if its cursor is newer than this process's position; then it gets a resync
 * @param grace how long subscribers have to leave on shutdown
 */
public record PushSettings(
        ShareSettings shares,
        int queueBytes,
        int replayBufferBytes,
        int maxSnapshots,
        int maxSnapshotsPerSubject,
        Duration maxLag,
        Duration grace) {}
