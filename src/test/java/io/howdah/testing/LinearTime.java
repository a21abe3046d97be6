package io.howdah.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds parsers long hostile texts and checks that twice the length takes about twice the time. A text is a beginning, one piece
 * again and again, and an end that fits nothing: that is what makes a parser try again from each position. The seed makes the texts.
 */
public final class LinearTime {

    /** What reads a text; that it refuses it is no matter. */
    @FunctionalInterface
    public interface Parser {
        void read(String text) throws Exception;
    }

    private record Shape(String begin, String piece, String end) {

        String ofLength(int length) {
            return begin + piece.repeat(Math.max(1, length / piece.length())) + end;
        }

        @Override
        public String toString() {
            return "'" + begin + "' + '" + piece + "' again and again + '" + end + "'";
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(LinearTime.class);

    /** Twice the length takes four times as long where the time grows by the square. */
    private static final double MAX_RATIO = 3;

    private static final int MIN = 2_048;
    private static final int MAX_LENGTH = 65_536;

    /** What is faster at the greatest length grows by no square. */
    private static final long MEASURABLE = 200_000;

    /** Of one sample, when a first look was not enough. Nanoseconds. */
    private static final long ENOUGH_WORK = 5_000_000;

    private static final int SAMPLES = 5;
    private static final int ROUNDS = 3;
    private static final int RANDOM_SHAPES = 12;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final List<String> PIECES =
            List.of(" ", "\t", "a", "0", ",", ";", "\"", "\\", "=", ".", "/", "%41", "[", "{", "a ", " ,");

    private static final List<String> ENDS = List.of("", "x", "!", " ", "\"", "\n", "}", "]");

    private final long seed = Long.getLong("howdah.test.seed", System.nanoTime() % 1_000_000);
    private final Random random = new Random(seed);

    /** Of the processor: what else the machine does is not counted. */
    private final LongSupplier clock;

    private LinearTime(LongSupplier clock) {
        this.clock = clock;
        LOG.info("Hostile texts: -Dhowdah.test.seed={}", seed);
    }

    /** For what works on the thread that calls it. The seed is {@code howdah.test.seed}, or by chance; it is printed. */
    public static LinearTime ofThisThread() {
        return new LinearTime(THREADS::getCurrentThreadCpuTime);
    }

    /** For what works on other threads too: the time of all is counted. */
    public static LinearTime ofAllThreads() {
        return new LinearTime(() -> Arrays.stream(THREADS.getAllThreadIds())
                .map(THREADS::getThreadCpuTime)
                .filter(nanos -> nanos > 0)
                .sum());
    }

    /**
     * Checks a parser.
     *
     * @param name what it is, for the message
     * @param pieces what its form is made of; texts begin with one, and repeat them
     */
    public void check(String name, Parser parser, String... pieces) {
        for (Shape shape : shapes(List.of(pieces))) {
            check(name, parser, shape);
        }
    }

    /** Each beginning with its form's pieces and with spaces, and by chance others, and pieces of several. */
    private List<Shape> shapes(List<String> own) {
        List<String> begins = Stream.concat(Stream.of(""), own.stream()).toList();
        List<String> likely = Stream.concat(own.stream(), Stream.of(" ")).toList();
        List<String> pieces = Stream.concat(own.stream(), PIECES.stream()).toList();
        List<Shape> shapes = new ArrayList<>();
        begins.forEach(begin -> likely.forEach(piece -> shapes.add(new Shape(begin, piece, any(ENDS)))));
        PIECES.forEach(piece -> shapes.add(new Shape(any(begins), piece, any(ENDS))));
        for (int i = 0; i < RANDOM_SHAPES; i++) {
            shapes.add(new Shape(any(begins), any(pieces) + any(pieces) + any(pieces), any(ENDS)));
        }
        return shapes;
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private void check(String name, Parser parser, Shape shape) {
        int length = MIN;
        long once = nanos(parser, shape.ofLength(length), 1);
        while (once < MEASURABLE && length < MAX_LENGTH) {
            length *= 2;
            once = nanos(parser, shape.ofLength(length), 1);
        }
        if (once < MEASURABLE || ratio(parser, shape, length, 1, 3) <= MAX_RATIO) {
            return;
        }
        // It may have been the machine: what is that slow each time, with more work in each sample, is the parser.
        double least = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS && least > MAX_RATIO; round++) {
            int times = (int) Math.max(1, ENOUGH_WORK / nanos(parser, shape.ofLength(length), 1));
            least = Math.min(least, ratio(parser, shape, length, times, SAMPLES));
        }
        assertThat(least)
                .as(
                        "%s: %s takes so many times as long for %d characters as for %d; seed %d",
                        name, shape, 2 * length, length, seed)
                .isLessThanOrEqualTo(MAX_RATIO);
    }

    private double ratio(Parser parser, Shape shape, int length, int times, int samples) {
        String once = shape.ofLength(length);
        String twice = shape.ofLength(2 * length);
        long[] ofOnce = new long[samples];
        long[] ofTwice = new long[samples];
        for (int i = 0; i < samples; i++) {
            ofOnce[i] = nanos(parser, once, times);
            ofTwice[i] = nanos(parser, twice, times);
        }
        return (double) median(ofTwice) / median(ofOnce);
    }

    private static long median(long[] values) {
        return Arrays.stream(values)
                .sorted()
                .skip(values.length / 2)
                .findFirst()
                .orElseThrow();
    }

    private long nanos(Parser parser, String text, int times) {
        long began = clock.getAsLong();
        for (int i = 0; i < times; i++) {
            try {
                parser.read(text);
            } catch (Exception e) {
                // Most of these texts are refused.
            }
        }
        return Math.max(1, clock.getAsLong() - began);
    }
}
