package io.howdah;

/** Spike. */
public final class Howdah {
    private Howdah() {}

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
