package io.howdah.http;

import static io.howdah.http.RunningServers.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are small until they are decompressed. */
class BoundedInflaterIT {

    private static final int MEGABYTE = 1024 * 1024;

    /** What it becomes. Megabytes. */
    private static final int BOMB = 300;

    /** As Vert.x cuts what it reads. Bytes. */
    private static final int PIECE = 8192;

    private static final byte[] GZIPPED = compressed("gzip", BOMB);
    private static final byte[] DEFLATED = compressed("deflate", BOMB);

    private static RunningServers app;

    @BeforeAll
    static void start() throws Exception {
        app = RunningServers.start(RunningServers.FREE_PORTS, (main, servers) -> {}, new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/echo").setBody(simple("${body}"));
                from("platform-http:/graphql").setBody(constant("executed"));
                from("platform-http:/api/things").setBody(constant("executed"));
            }
        });
    }

    @AfterAll
    static void stop() throws Exception {
        app.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "X-GZIP"})
    void aBombIsNeitherDecompressedToItsEndNorHandedOn(String encoding) throws Exception {
        // Given
        byte[] bomb = bomb(encoding);
        EmbeddedChannel line = new EmbeddedChannel(new BoundedInflater(MEGABYTE));
        line.writeInbound(head(encoding));
        long handedOn = 0;
        long mostAtOnce = 0;

        // When
        for (int at = 0; at < bomb.length; at += PIECE) {
            line.writeInbound(
                    new DefaultHttpContent(Unpooled.wrappedBuffer(bomb, at, Math.min(PIECE, bomb.length - at))));
            long now = drain(line);
            handedOn += now;
            mostAtOnce = Math.max(mostAtOnce, now);
        }
        line.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);

        // Then
        assertThat(bomb.length).isLessThan(2 * MEGABYTE);
        assertThat(handedOn).isGreaterThan(MEGABYTE).isLessThan(2 * MEGABYTE);
        assertThat(mostAtOnce).isLessThan(2 * MEGABYTE);
        assertThat((HttpObject) line.readInbound()).isInstanceOf(LastHttpContent.class);

        // When: the next request of the connection
        byte[] small = compressed("gzip", 0);
        line.writeInbound(
                head("gzip"),
                new DefaultHttpContent(Unpooled.wrappedBuffer(small)),
                LastHttpContent.EMPTY_LAST_CONTENT);

        // Then
        assertThat(drain(line)).isEqualTo("hello".length());
        line.finishAndReleaseAll();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/graphql", "/api/things", "/echo"})
    void aBombIsAnsweredWith413(String path) throws Exception {
        for (String encoding : new String[] {"gzip", "deflate"}) {
            // When
            HttpResponse<String> answer = post(path, encoding, bomb(encoding));

            // Then
            assertThat(answer.statusCode()).as(encoding).isEqualTo(413);
            assertThat(answer.body()).contains("larger than 1048576 bytes");
        }
        assertThat(post("/echo", "gzip", compressed("gzip", 0)).body()).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, gzip", "deflate, gzip", "br", "zstd", "snappy", "compress", "x"})
    void whatIsCompressedOtherwiseOrTwiceIsRefused(String encoding) throws Exception {
        // When
        HttpResponse<String> answer = post("/graphql", encoding, compressed("gzip", 0));

        // Then
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.headers().firstValue("accept-encoding")).contains("gzip, deflate");
    }

    @Test
    void whatIsNotCompressedIsServed() throws Exception {
        // When
        HttpResponse<String> answer = post("/echo", "identity", "plain".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("plain");
    }

    private static HttpResponse<String> post(String path, String encoding, byte[] body) throws Exception {
        // Each is another client: what is too large costs a part of what one may ask for.
        return send(app.request(path + "?as=" + UUID.randomUUID())
                .header("Content-Type", "application/json")
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private static DefaultHttpRequest head(String encoding) {
        DefaultHttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        head.headers().set(HttpHeaderNames.CONTENT_ENCODING, encoding);
        return head;
    }

    /** Takes all that was handed on; return how many bytes it holds. */
    private static long drain(EmbeddedChannel line) {
        long bytes = 0;
        for (Object next = line.readInbound(); next != null; next = line.readInbound()) {
            if (next instanceof HttpContent content) {
                ByteBuf buffer = content.content();
                bytes += buffer.readableBytes();
            }
            ReferenceCountUtil.release(next);
        }
        return bytes;
    }

    private static byte[] bomb(String encoding) {
        return encoding.equals("deflate") ? DEFLATED : GZIPPED;
    }

    /** So many megabytes of zeros, or "hello". */
    private static byte[] compressed(String encoding, int megabytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                encoding.equals("deflate") ? new DeflaterOutputStream(bytes) : new GZIPOutputStream(bytes)) {
            byte[] zeros = new byte[MEGABYTE];
            for (int i = 0; i < megabytes; i++) {
                out.write(zeros);
            }
            if (megabytes == 0) {
                out.write("hello".getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
