package io.howdah.bench.push;

import java.io.IOException;

/** Measures the push figures, each with its peers in the same run, and prints them with their goals. */
public final class PushBench {

    private PushBench() {}

    public static void main(String[] args) {
        try {
            measure(Options.ofSystemProperties());
            // The event loop of the clients would go on.
            System.exit(0);
        } catch (IOException | InterruptedException | RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void measure(Options options) throws IOException, InterruptedException {
        Table table = new Table();
        for (int figure : options.figures()) {
            switch (figure) {
                case 1 -> new Deliveries(options).measure(table);
                case 2 -> new Memory(options).measure(table);
                case 3 -> new EndToEnd(options).measure(table);
                case 4 -> new Owners(options).measure(table);
                case 5 -> new Stalled(options).measure(table);
                case 6 -> new LiveGraphQl(options).measure(table);
                default -> throw new IllegalArgumentException("FIGURES=" + figure + ": there are 1 to 6");
            }
        }
        table.print();
    }
}
