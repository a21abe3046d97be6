package io.howdah.rest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a representation's bytes, strongly (RFC 9110). It is made of them and of nothing else, so that whatever changes what
 * somebody is shown changes it: the document, their roles, the fields that they ask for, and a step of the route that masks.
 *
 * @param value the tag with its quotes
 */
record EntityTag(String value) {

    private static final int BYTES = 16;
    private static final Pattern TAG = Pattern.compile("\\s*(?:W/)?(\"[^\"]*\")\\s*(?:,|$)");

    static EntityTag of(byte[] representation) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(representation);
            return new EntityTag(
                    '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES)) + '"');
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Return whether {@code If-None-Match} names it, weakly compared; what cannot be read names nothing. */
    boolean isIn(String ifNoneMatch) {
        if (ifNoneMatch.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAG.matcher(ifNoneMatch);
        int end = 0;
        boolean found = false;
        while (end < ifNoneMatch.length() && tags.find(end) && tags.start() == end) {
            found |= tags.group(1).equals(value);
            end = tags.end();
        }
        return found && end == ifNoneMatch.length();
    }
}
