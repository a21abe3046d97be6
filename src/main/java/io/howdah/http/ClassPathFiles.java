package io.howdah.http;

import io.howdah.text.Ascii;
import io.howdah.text.Split;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.impl.MimeMapping;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Serves the files below a class path folder. Vert.x's handler prefers files on disk, so a folder of the same name in the
 * working directory would replace them.
 */
public final class ClassPathFiles implements Handler<RoutingContext> {

    private static final int NOT_FOUND = 404;
    private static final int NOT_MODIFIED = 304;

    private final String folder;
    private final String path;

    /**
     * Creates a handler.
     *
     * @param folder the class path folder, such as {@code web}
     * @param path the URL path of its files, such as {@code /web/}; the path itself returns {@code index.html}
     */
    public ClassPathFiles(String folder, String path) {
        this.folder = folder;
        this.path = path;
    }

    @Override
    public void handle(RoutingContext context) {
        String asked = context.normalizedPath();
        String name = asked.startsWith(path) ? asked.substring(path.length()) : "";
        serve(context, name.isEmpty() ? "index.html" : name);
    }

    private void serve(RoutingContext context, String name) {
        context.vertx().executeBlocking(() -> read(folder + "/" + name)).onComplete(read -> {
            if (read.failed()) {
                context.fail(read.cause());
            } else if (read.result().isEmpty()) {
                context.fail(NOT_FOUND);
            } else {
                answer(context, name, read.result().get());
            }
        });
    }

    private static void answer(RoutingContext context, String name, byte[] file) {
        context.etag(sha256(file));
        if (context.isFresh()) {
            context.response().setStatusCode(NOT_MODIFIED).end();
            return;
        }
        String type =
                Optional.ofNullable(MimeMapping.getMimeTypeForFilename(name)).orElse("application/octet-stream");
        boolean text = type.startsWith("text/") || type.endsWith("javascript");
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, text ? type + ";charset=utf-8" : type)
                .end(Buffer.buffer(file));
    }

    /**
     * Returns a file of the class path, if it exists.
     *
     * @throws IOException if it cannot be read
     */
    static Optional<byte[]> read(String file) throws IOException {
        if (!isName(file)) {
            return Optional.empty();
        }
        try (InputStream in = ClassPathFiles.class.getClassLoader().getResourceAsStream(file)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }

    /** Returns whether a name is valid: no hidden files, no folders, no parent paths. */
    private static boolean isName(String file) {
        List<String> names = Split.on('/', file);
        List<String> last = Split.on('.', names.get(names.size() - 1));
        return last.size() > 1
                && Stream.concat(names.stream().limit(names.size() - 1L), last.stream())
                        .allMatch(part -> !part.isEmpty()
                                && part.chars()
                                        .allMatch(each -> Ascii.isLetterOrDigit(each) || each == '_' || each == '-'));
    }

    static String sha256(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
