package io.howdah.tools.golden;

/** Messages of failures for test results. */
final class Failures {

    private Failures() {}

    /** Returns the first line of the root cause's message, or its class name if it has no message. */
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
