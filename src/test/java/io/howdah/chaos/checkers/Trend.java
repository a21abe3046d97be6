package io.howdah.chaos.checkers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a series of measurements grows, by the estimator of Theil and Sen: the median of the slopes between all pairs, which a
 * quarter of wild values does not move.
 *
 * @param perMinute the slope
 * @param growth what the slope comes to, over the time from the first measurement to the last
 */
record Trend(double perMinute, double growth) {

    /**
     * Works it out.
     *
     * @param minutes when each was measured, ascending
     * @param values what was measured
     */
    static Trend of(List<Double> minutes, List<Double> values) {
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            for (int j = i + 1; j < values.size(); j++) {
                slopes.add((values.get(j) - values.get(i)) / (minutes.get(j) - minutes.get(i)));
            }
        }
        Collections.sort(slopes);
        double slope = slopes.isEmpty() ? 0 : slopes.get(slopes.size() / 2);
        return new Trend(slope, slopes.isEmpty() ? 0 : slope * (minutes.get(minutes.size() - 1) - minutes.get(0)));
    }
}
