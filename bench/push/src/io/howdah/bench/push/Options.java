package io.howdah.bench.push;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How the bench is run; {@code bench/push.sh} tells what each is.
 *
 * @param figures which figures, by their numbers
 * @param contenders who runs the deliveries
 * @param sockets clients of the deliveries, each number by itself
 * @param inFlight frames of the deliveries that are on their way at once
 * @param many clients of the figures that want many
 * @param rounds windows of each contender
 * @param seconds length of a window
 * @param warmUp seconds before the first window of each contender
 * @param heap options of each JVM that is measured
 * @param howdahJvm more options of Howdah's alone, as for a flight recording
 * @param jar Howdah's jar
 * @param app the folder that it runs
 * @param work where logs are
 */
record Options(
        List<Integer> figures,
        List<Contender> contenders,
        List<Integer> sockets,
        int inFlight,
        int many,
        int rounds,
        int seconds,
        int warmUp,
        List<String> heap,
        List<String> howdahJvm,
        Path jar,
        Path app,
        Path work) {

    static Options ofSystemProperties() {
        return new Options(
                numbers("figures"),
                Arrays.stream(System.getProperty("contenders").split(",", -1))
                        .map(name -> Contender.valueOf(name.trim().toUpperCase(Locale.ROOT)))
                        .toList(),
                numbers("sockets"),
                Integer.getInteger("inFlight"),
                Integer.getInteger("many"),
                Integer.getInteger("rounds"),
                Integer.getInteger("seconds"),
                Integer.getInteger("warmUp"),
                words("heap"),
                words("howdahJvm"),
                Path.of(System.getProperty("jar")),
                Path.of(System.getProperty("app")),
                Path.of(System.getProperty("work")));
    }

    Path log(String name) {
        return work.resolve("push-" + name.toLowerCase(Locale.ROOT) + ".log");
    }

    private static List<Integer> numbers(String property) {
        return Arrays.stream(System.getProperty(property).split(",", -1))
                .map(number -> Integer.valueOf(number.trim()))
                .toList();
    }

    private static List<String> words(String property) {
        String text = System.getProperty(property, "").trim();
        return text.isEmpty() ? List.of() : List.of(text.split(" +"));
    }
}
