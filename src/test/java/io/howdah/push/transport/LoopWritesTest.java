package io.howdah.push.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopWritesTest {

    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final LoopWrites writes = new LoopWrites(loop);

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 0xffff, 0x10000})
    void anyLengthOfTextIsAFrameThatNettyReads(int length) {
        // Given
        String text = "x".repeat(length);
        EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 1 << 20, false));

        // When
        client.writeInbound(writes.frame(text.getBytes(StandardCharsets.US_ASCII)));

        // Then
        TextWebSocketFrame read = client.readInbound();
        assertThat(read.isFinalFragment()).isTrue();
        assertThat(read.text()).isEqualTo(text);
        read.release();
        assertThat(client.finish()).isFalse();
    }

    @Test
    void flushesOnceAfterWaitingTasksAndKeepsNoMemory() throws Exception {
        // Given
        byte[] text = {'a'};
        List<String> seen = new CopyOnWriteArrayList<>();

        // When
        List<ByteBuf> frames = loop.submit(() -> {
                    loop.execute(() -> seen.add("next event"));
                    writes.later(() -> seen.add("flush one"));
                    writes.later(() -> seen.add("flush other"));
                    return List.of(writes.frame(text), writes.frame(text), writes.frame(new byte[] {'b'}));
                })
                .get(10, TimeUnit.SECONDS);
        loop.submit(() -> {}).get(10, TimeUnit.SECONDS);

        // Then
        assertThat(seen).containsExactly("next event", "flush one", "flush other");
        assertThat(frames.get(0).memoryAddress()).isEqualTo(frames.get(1).memoryAddress());
        frames.forEach(ByteBuf::release);
        assertThat(frames).allSatisfy(frame -> assertThat(frame.refCnt()).isZero());
    }
}
