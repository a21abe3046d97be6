package io.howdah.config;

import java.time.Duration;

/**
 * What subscribers may cost.
 *
 * @param shares what one client may hold of the process
 * @param queueBytes what may wait for one subscriber before it is closed
 * @param ringBytes roughly what each channel keeps of its last events, for those who come back
 * @param maxSnapshots how many snapshots are sent at once
 * @param maxSnapshotsPerSubject how many of them may be one subject's
 * @param maxLag how long a subscriber whose cursor is newer than what this process has read waits before it begins anew
 * @param grace how long subscribers may take to go when the process ends
 */
public record PushSettings(
        ShareSettings shares,
        int queueBytes,
        int ringBytes,
        int maxSnapshots,
        int maxSnapshotsPerSubject,
        Duration maxLag,
        Duration grace) {}
