package io.howdah.change;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import io.howdah.observe.FailureState;
import io.howdah.store.SilentHolders;
import io.howdah.timing.Pause;
import io.howdah.upgrade.StoredFormat;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to run a durable route, which one process has at a time. The holder sends a heartbeat every few seconds. A
 * waiting process takes over if it has seen none for {@link #LIFETIME} by its own clock, so clocks need not agree. Each
 * takeover raises the epoch, and writes of the former holder are conditional on its own epoch.
 */
final class Lease implements PositionKeeper {

    static final String PLACE = "place";
    static final String COLLECTION = "collection";

    /** Maximum time without a heartbeat before another process takes over. */
    static final Duration LIFETIME = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private static final String EPOCH = "epoch";
    private static final String HOLDER = "holder";
    private static final String SIGN = "beat";
    private static final String NOBODY = "";
    private static final int DUPLICATE_KEY = 11000;

    private final MongoCollection<Document> positions;
    private final String key;
    private final Duration lifetime;
    private final String holder = UUID.randomUUID().toString();
    private volatile long epoch;
    private volatile boolean isHeld;
    private volatile long seenAt;
    private final SilentHolders others;
    private @Nullable ScheduledExecutorService beats;
    private final FailureState trouble = new FailureState();

    Lease(MongoCollection<Document> positions, String key, Duration lifetime) {
        this.positions = positions;
        this.key = key;
        this.lifetime = lifetime;
        this.others = new SilentHolders(lifetime);
    }

    /** Returns the interval between heartbeats. */
    private Duration interval() {
        return lifetime.dividedBy(3);
    }

    /** Returns the interval at which a waiting process looks for heartbeats. */
    private Duration look() {
        return lifetime.dividedBy(10);
    }

    @Override
    public boolean begin(Pause pause) throws InterruptedException {
        Duration delay = Duration.ZERO;
        while (!pause.await(delay)) {
            try {
                boolean taken = isTaken();
                trouble.recovered();
                if (taken) {
                    beat();
                    return true;
                }
            } catch (MongoException e) {
                if (trouble.present().isEmpty()) {
                    LOG.atWarn()
                            .addKeyValue("key", key)
                            .addKeyValue("reason", e.getMessage())
                            .log("Lease of a durable route cannot be requested, Howdah retries");
                }
                trouble.failed("its lease cannot be requested: " + e.getMessage());
            }
            delay = look();
        }
        return false;
    }

    private boolean isTaken() {
        long asked = System.nanoTime();
        Document found = positions.find(eq("_id", key)).first();
        boolean taken;
        if (found == null) {
            taken = isInserted();
        } else if (isFree(found)) {
            Bson unchanged = and(eq("_id", key), eq(EPOCH, found.get(EPOCH)), eq(SIGN, found.get(SIGN)));
            Bson mine = combine(set(HOLDER, holder), inc(EPOCH, 1L), inc(SIGN, 1L));
            taken = positions.updateOne(unchanged, mine).getMatchedCount() == 1;
            epoch = number(found, EPOCH) + 1;
        } else {
            taken = false;
        }
        if (taken) {
            seenAt = asked;
            isHeld = true;
            LOG.atInfo().addKeyValue("key", key).addKeyValue("epoch", epoch).log("This process runs the durable route");
        }
        return taken;
    }

    private boolean isInserted() {
        epoch = 1;
        try {
            positions.insertOne(new Document("_id", key)
                    .append(HOLDER, holder)
                    .append(EPOCH, epoch)
                    .append(SIGN, 0L));
            return true;
        } catch (MongoWriteException e) {
            if (e.getError().getCode() == DUPLICATE_KEY) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Returns whether the lease is free: it has no holder, this process held it, or its holder is silent. A heartbeat
     * meanwhile makes the takeover fail.
     */
    private boolean isFree(Document found) {
        String whose = found.getString(HOLDER);
        if (whose == null || whose.equals(NOBODY) || whose.equals(holder)) {
            return true;
        }
        return others.isSilent(key, List.of(number(found, EPOCH), number(found, SIGN)));
    }

    private static long number(Document found, String field) {
        return found.get(field) instanceof Number number ? number.longValue() : 0;
    }

    private void beat() {
        beats = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "howdah-lease-" + key);
            thread.setDaemon(true);
            return thread;
        });
        var unused = beats.scheduleWithFixedDelay(
                () -> renew(inc(SIGN, 1L)), interval().toMillis(), interval().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void renew(Bson change) {
        try {
            write(change);
        } catch (LeaseLostException e) {
            // Logged when it was detected.
        } catch (RuntimeException | Error e) {
            // An exception would end the heartbeat schedule.
            LOG.atDebug()
                    .addKeyValue("key", key)
                    .addKeyValue("reason", e.getMessage())
                    .log("Lease cannot be renewed");
        }
    }

    private void write(Bson change) {
        long now = System.nanoTime();
        long own = epoch;
        if (positions
                        .updateOne(and(eq("_id", key), eq(EPOCH, own), eq(HOLDER, holder)), change)
                        .getMatchedCount()
                == 0) {
            // A late heartbeat of a former term does not concern the present one.
            if (own == epoch) {
                lose();
            }
            throw new LeaseLostException(key);
        }
        seenAt = now;
    }

    private synchronized void lose() {
        if (isHeld) {
            isHeld = false;
            LOG.atWarn()
                    .addKeyValue("key", key)
                    .addKeyValue("epoch", epoch)
                    .log("Another process runs the durable route now, this process no longer saves its position");
        }
    }

    @Override
    public Optional<FailureState.Present> trouble() {
        return trouble.present();
    }

    @Override
    public void requireHeld() {
        // The holder's clock may run slower than others', and its last heartbeat needed time to arrive.
        Duration sure = lifetime.minus(interval());
        if (!isHeld || System.nanoTime() - seenAt > sure.toNanos()) {
            throw new LeaseLostException(key);
        }
    }

    @Override
    public @Nullable Saved saved() {
        Document found = DurablePositions.FORMAT.require(
                Objects.requireNonNull(positions.find(eq("_id", key)).first()));
        String position = found.getString(PLACE);
        return position == null ? null : new Saved(BsonDocument.parse(position), found.getString(COLLECTION));
    }

    @Override
    public void save(Saved position) {
        write(combine(
                set(PLACE, position.token().toJson()),
                set(COLLECTION, position.collection()),
                set(StoredFormat.FIELD, DurablePositions.FORMAT.number()),
                inc(SIGN, 1L)));
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public void end() {
        if (beats != null) {
            beats.shutdownNow();
            beats = null;
        }
        if (isHeld) {
            renew(set(HOLDER, NOBODY));
            isHeld = false;
        }
    }
}
