package io.howdah.it;

import io.howdah.it.MarkedDocuments.Person;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks through everything that anybody is told for marks and keys of {@link MarkedDocuments} that are not for them. */
final class Overheard {

    private static final Pattern MARK = Pattern.compile("see:([A-Z,]*):end");
    private static final Pattern KEY = Pattern.compile("k-[a-z]+-\\d+z");

    /** Cursors of lists have values of documents in them. */
    private static final Pattern CURSOR = Pattern.compile("(?<![\\w.])\\d\\.([A-Za-z0-9_-]{8,})\\.[A-Za-z0-9_-]+");

    private final MarkedDocuments documents;
    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong marks = new AtomicLong();

    Overheard(MarkedDocuments documents) {
        this.documents = documents;
    }

    /** Looks through one answer or frame, as it came. */
    void look(Person person, String where, String raw) {
        answers.incrementAndGet();
        find(person, where, raw, raw);
        Matcher cursors = CURSOR.matcher(raw);
        while (cursors.find()) {
            byte[] decoded = decode(cursors.group(1));
            find(person, where + ", in a cursor", new String(decoded, StandardCharsets.ISO_8859_1), raw);
        }
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getUrlDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // A cursor of the stream, which has no values in it.
            return new byte[0];
        }
    }

    private void find(Person person, String where, String text, String raw) {
        Matcher found = MARK.matcher(text);
        while (found.find()) {
            marks.incrementAndGet();
            if (!MarkedDocuments.names(found.group(1), person)) {
                leak(person, where, found.group(), raw);
            }
        }
        Matcher keys = KEY.matcher(text);
        while (keys.find()) {
            if (!documents.wasEverShown(keys.group(), person)) {
                leak(person, where, keys.group(), raw);
            }
        }
    }

    /** Notes that somebody was told what they should not have been. */
    void leak(Person person, String where, String what, String raw) {
        leaks.add(person + " by " + where + " got " + what + " in " + raw);
    }

    List<String> leaks() {
        return List.copyOf(leaks);
    }

    /** How many answers and frames were looked through. */
    long answers() {
        return answers.get();
    }

    /** How many marks were in them. */
    long marks() {
        return marks.get();
    }
}
