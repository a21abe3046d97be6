package io.howdah.rest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Strong entity tag of a representation (RFC 9110): a hash of its bytes. It changes whenever the response does: with the document, the
 * client's roles, the requested fields, and a route step that masks values.
 *
 * @param value the tag with its quotes
 */
record EntityTag(String value) {

    private static final int BYTES = 16;
    private static final String WEAK = "W/";

    static EntityTag of(byte[] representation) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(representation);
            return new EntityTag(
                    '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES)) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns whether {@code If-None-Match} contains this tag (weak comparison); false if the header is malformed. */
    boolean isIn(String ifNoneMatch) {
        if (ifNoneMatch.strip().equals("*")) {
            return true;
        }
        boolean found = false;
        int at = 0;
        while (at < ifNoneMatch.length()) {
            int begin = afterSpace(ifNoneMatch, at);
            begin = ifNoneMatch.startsWith(WEAK, begin) ? begin + WEAK.length() : begin;
            int quote = ifNoneMatch.startsWith("\"", begin) ? ifNoneMatch.indexOf('"', begin + 1) : -1;
            int next = quote < 0 ? -1 : afterSpace(ifNoneMatch, quote + 1);
            if (quote < 0 || (next < ifNoneMatch.length() && ifNoneMatch.charAt(next) != ',')) {
                return false;
            }
            found |= ifNoneMatch.substring(begin, quote + 1).equals(value);
            at = next + 1;
        }
        return found;
    }

    private static int afterSpace(String text, int begin) {
        int end = begin;
        while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return end;
    }
}
