package io.howdah.push.channel;

import io.howdah.change.RawChange;
import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.bson.ByteBuf;
import org.bson.RawBsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * A change that concerned no client of this process, so its route did not run. Keeps the document as MongoDB sent it; the
 * event is made when a client that returns needs it, and shared by all such clients while memory allows.
 */
final class SkippedEvent implements ReplayableEvent {

    /** Overhead in bytes: objects around the document, and the text of the position. */
    private static final int BASE = 300;

    private final RawChange change;
    private final OwnerHashes owners;
    private final Function<RawChange, Optional<ChannelEvent>> maker;

    /** Empty if the change turned out to have no event. */
    private volatile Reference<Optional<ChannelEvent>> made = new SoftReference<>(null);

    /**
     * Creates an event that is not made.
     *
     * @param change a change with a document
     * @param maker runs the payload transform, and may block; throws if an infrastructure error prevents it
     */
    SkippedEvent(RawChange change, OwnerHashes owners, Function<RawChange, Optional<ChannelEvent>> maker) {
        this.change = new RawChange(change.position(), null, change.operation(), compact(change));
        this.owners = owners;
        this.maker = maker;
    }

    /** Copies a document, because the driver's array may be twice its size. */
    private static RawBsonDocument compact(RawChange change) {
        ByteBuf bytes = Objects.requireNonNull(change.document()).getByteBuffer();
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return new RawBsonDocument(copy);
    }

    @Override
    public String position() {
        return change.position();
    }

    @Override
    public OwnerHashes owners() {
        return owners;
    }

    @Override
    public int size() {
        return BASE + Objects.requireNonNull(change.document()).getByteBuffer().remaining();
    }

    @Override
    public @Nullable ChannelEvent event() {
        Optional<ChannelEvent> known = made.get();
        return known == null ? null : known.orElse(null);
    }

    /** Makes the event, unless it is known. Empty if the change has none. Must not be called on an event loop. */
    synchronized Optional<ChannelEvent> make() {
        Optional<ChannelEvent> known = made.get();
        if (known == null) {
            known = maker.apply(change);
            made = new SoftReference<>(known);
        }
        return known;
    }
}
