package io.howdah.text;

/** Kinds of ASCII characters. */
public final class Ascii {

    private Ascii() {}

    /** Returns whether this is one of {@code a} to {@code z}, {@code A} to {@code Z} and {@code 0} to {@code 9}. */
    public static boolean isLetterOrDigit(int character) {
        return isLetter(character) || isDigit(character);
    }

    /** Returns whether this is one of {@code a} to {@code z} and {@code A} to {@code Z}. */
    public static boolean isLetter(int character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }

    /** Returns whether this is one of {@code 0} to {@code 9}. */
    public static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    /** Returns whether a text consists of 1 to {@code max} digits. */
    public static boolean isNumber(String text, int max) {
        return !text.isEmpty() && text.length() <= max && text.chars().allMatch(Ascii::isDigit);
    }

    /** Returns whether a text has the syntax of a bearer token (RFC 6750). */
    public static boolean isToken(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        int at = 0;
        while (at < end && (isLetterOrDigit(text.charAt(at)) || "-._~+/".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at > 0 && at == end;
    }

    /** Returns a text with each control character replaced, so that it stays on one line of a log. */
    public static String withoutControls(String text, char replacement) {
        StringBuilder plain = new StringBuilder(text);
        for (int i = 0; i < plain.length(); i++) {
            if (plain.charAt(i) < ' ' || plain.charAt(i) == 0x7f) {
                plain.setCharAt(i, replacement);
            }
        }
        return plain.toString();
    }
}
