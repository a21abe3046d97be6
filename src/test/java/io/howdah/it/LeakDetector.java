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

/** Searches all answers and events for marks and keys of {@link MarkedDocuments} that their receiver must not see. */
final class LeakDetector {

    private static final Pattern MARK = Pattern.compile("see:([A-Z,]*):end");
    private static final Pattern KEY = Pattern.compile("k-[a-z]+-\\d+z");

    /** Cursors of lists have values of documents in them. */
    private static final Pattern CURSOR = Pattern.compile("(?<![\\w.])\\d\\.([A-Za-z0-9_-]{8,})\\.[A-Za-z0-9_-]+");

    private final MarkedDocuments documents;
    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong marks = new AtomicLong();

    LeakDetector(MarkedDocuments documents) {
        this.documents = documents;
    }

    /** Searches one raw answer or frame. */
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

    /** Records a leak. */
    void leak(Person person, String where, String what, String raw) {
        leaks.add(person + " by " + where + " got " + what + " in " + raw);
    }

    List<String> leaks() {
        return List.copyOf(leaks);
    }

    /** The number of searched answers and frames. */
    long answers() {
        return answers.get();
    }

    /** The number of marks in them. */
    long marks() {
        return marks.get();
    }
}
