package io.howdah.tools.golden;

/** What failures say, for people and for files. */
final class Failures {

    private Failures() {}

    /** The first line of the first cause's message, or its class where it has none. */
    static String line(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null
                ? root.getClass().getName()
                : root.getMessage().lines().findFirst().orElse("");
    }
}
