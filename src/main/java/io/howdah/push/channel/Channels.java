package io.howdah.push.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import io.howdah.change.ChangeHistory;
import io.howdah.change.Cursors;
import io.howdah.change.PositionListener;
import io.howdah.change.RawChange;
import io.howdah.config.PushSettings;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.push.ClientPermits;
import io.howdah.push.CloseCode;
import io.howdah.push.FairPool;
import io.howdah.push.Permits.Permit;
import io.howdah.push.Refusal;
import io.howdah.push.RefusedException;
import io.howdah.push.Shares;
import io.howdah.query.ProcessorTimes;
import io.howdah.security.LiveSessions;
import io.howdah.security.Principal;
import io.howdah.security.Session;
import io.howdah.store.ModelCollections;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread-safe registry of the channels of read models, one for each channel that a notify route publishes to, and of
 * their subscriptions.
 */
public final class Channels implements PositionListener, AutoCloseable {

    /** Subscriptions renewed at once after a reload. */
    private static final int RENEWALS_PER_BATCH = 200;

    /** Time between two batches of renewals. */
    private static final long RENEWAL_INTERVAL_MS = 100;

    /** Threads that make the payloads of skipped changes for clients that return. */
    private static final int REPLAY_THREADS = 2;

    /** Path prefix of the channels that the template {@code notify} publishes to. */
    public static final String PATH_PREFIX = "/notifications/";

    /**
     * How often an idle subscriber gets a position. Subscribers take turns so that not all are written to, and wake up,
     * at once.
     */
    private static final long POSITION_MS = 15_000;

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    /** Maximum bytes queued in Vert.x for a client, in addition to its outbox. */
    public static final int SOCKET_BYTES = 64 * 1024;

    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final PayloadTransform payloads;
    private final FairPool replays;
    private final NotifyRoutes routes;
    private final ReadModels models;
    private final Cursors cursors;
    private final PushSettings settings;
    private final LiveSessions sessions;
    private final CatchUps catchUps;
    private final Snapshots snapshots;
    private final PushMetrics metrics;
    private final Map<String, Channel> channels = new ConcurrentHashMap<>();
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final Shares shares;
    private final OpenConnections connections;
    private final List<Runnable> drainListeners = new CopyOnWriteArrayList<>();
    private volatile boolean draining;
    private volatile int connectionsAtDrain;

    /**
     * Creates a registry without channels; each is created on first use.
     *
     * @param context Camel context with the notify routes and payload transforms
     * @param client MongoDB client of the read models
     * @param history reads past changes again
     * @param json converts payloads to JSON
     * @param isRecordError whether a failed exchange is a record error, so that retrying cannot succeed
     * @param sessions watches the subscribers' sessions
     * @param processorTimes is charged for snapshots
     */
    public Channels(
            CamelContext context,
            ReadModels models,
            ModelCollections collections,
            MongoClient client,
            ChangeHistory history,
            Cursors cursors,
            ObjectMapper json,
            Predicate<Exchange> isRecordError,
            PushSettings settings,
            LiveSessions sessions,
            ProcessorTimes processorTimes) {
        this.sessions = sessions;
        this.payloads = new PayloadTransform(context, json, isRecordError);
        this.routes = new NotifyRoutes(context);
        this.models = models;
        this.cursors = cursors;
        this.settings = settings;
        this.shares = new Shares(settings.shares());
        this.connections = new OpenConnections(subscriptions, shares);
        this.catchUps = new CatchUps(history, payloads, routes);
        this.snapshots = new Snapshots(
                new SnapshotReader.Source(client, collections, payloads, routes),
                settings.maxSnapshots(),
                settings.maxSnapshotsPerSubject(),
                processorTimes);
        this.metrics = new PushMetrics(
                context, subscriptions::size, Map.of("waiting", snapshots::waiting, "running", snapshots::running));
        metrics.add(shares);
        this.replays = new FairPool("howdah-replay", REPLAY_THREADS, 1, processorTimes);
    }

    /** Returns the notify routes, one for each channel of a read model. */
    public List<NotifyRoute> routes() {
        return routes.all();
    }

    /** Returns the channel of a path such as {@code /notifications/rides}, if a notify route publishes to it. */
    public Optional<Channel> at(String path) {
        if (!path.startsWith(PATH_PREFIX)) {
            return Optional.empty();
        }
        return named(path.substring(PATH_PREFIX.length()));
    }

    private Optional<Channel> named(String name) {
        Channel known = channels.get(name);
        return known != null ? Optional.of(known) : routes.ofChannel(name).map(this::channelOf);
    }

    private Channel channelOf(NotifyRoute route) {
        return channels.computeIfAbsent(route.channel(), name -> {
            metrics.follow(name, () -> (int) subscriptions.stream()
                    .filter(subscription -> subscription.channel().name().equals(name))
                    .count());
            return create(route);
        });
    }

    private Channel create(NotifyRoute route) {
        String name = route.channel();
        return new Channel(
                name,
                models.get(route.model()),
                new CloudEventEncoder(name, route.model(), cursors),
                settings.replayBufferBytes(),
                change -> make(name, change),
                event -> metrics.written(name, event));
    }

    private Optional<ChannelEvent> make(String name, RawChange change) {
        NotifyRoute route = routes.ofChannel(name)
                .orElseThrow(() -> new IllegalStateException("the notify route of channel " + name + " is gone"));
        Document stored = Objects.requireNonNull(change.document()).decode(DOCUMENTS);
        return payloads.transform(route, models.get(route.model()), change.position(), change.operation(), stored)
                .map(shown -> ChannelEvent.of(shown.change(), shown.data()));
    }

    /** Registers the metrics. Must be called after Camel has started. */
    public void startMetrics() {
        metrics.start();
    }

    @Override
    public Optional<String> channelOf(String routeId) {
        return routes.find(routeId).map(NotifyRoute::channel);
    }

    @Override
    public boolean isSkippable(String routeId) {
        return routes.find(routeId).filter(route -> !route.everyChange()).isPresent();
    }

    @Override
    public boolean take(String name, RawChange change) {
        boolean taken = named(name).map(channel -> channel.take(change)).orElse(false);
        if (taken) {
            metrics.skipped();
        }
        return taken;
    }

    @Override
    public void passed(String name, @Nullable String previous, String position) {
        named(name).ifPresent(channel -> channel.advance(previous, position));
    }

    /**
     * Logs a warning for each channel that cannot deliver deletions to all subscribers. Must be called after the routes
     * are loaded.
     */
    public void warnAboutLimits() {
        for (NotifyRoute route : routes.all()) {
            ReadModel model = models.get(route.model());
            if (model.isExternal() && !model.access().isDecidedBy(model.key())) {
                LOG.atWarn()
                        .addKeyValue("channel", route.channel())
                        .addKeyValue("model", model.name())
                        .log(
                                "Only roles of @readers receive deletions of this channel: its model is external with @owner or"
                                        + " @tenant, and a deletion carries the key alone. Fix: mark a document in a @filterable field"
                                        + " before deleting it, or keep owner and tenant in its _id");
            }
        }
    }

    /** Starts sending positions to idle subscribers. */
    public void start(Vertx vertx) {
        AtomicInteger turns = new AtomicInteger();
        vertx.setPeriodic(
                POSITION_MS / LoopGroup.TURNS,
                tick -> sendPositions(Math.floorMod(turns.getAndIncrement(), LoopGroup.TURNS)));
    }

    /** Sends positions to the idle subscribers of this turn. */
    public void sendPositions(int turn) {
        channels.values().forEach(channel -> channel.sendPositions(turn));
    }

    /**
     * Takes a connection permit for a client.
     *
     * @throws RefusedException if a connection limit is reached or the process is stopping
     */
    public Permit connect(Principal principal, String address) {
        if (draining) {
            throw new RefusedException(new Refusal(503, "This process is stopping; connect again."));
        }
        return shares.connections().take(principal, address);
    }

    /**
     * Takes permits for a client that may authenticate after connecting.
     *
     * @param session the client's session; empty if it has not authenticated yet
     * @throws RefusedException if a connection limit is reached or the process is stopping
     */
    public ClientPermits takePermits(Optional<Session> session, String address) {
        Permit connection = connect(session.map(Session::principal).orElse(Principal.ANONYMOUS), address);
        try {
            return new ClientPermits(
                    connection,
                    session.isPresent()
                            ? Optional.empty()
                            : Optional.of(shares.pendingSockets().take(Principal.ANONYMOUS, address)));
        } catch (RefusedException e) {
            connection.giveBack();
            throw e;
        }
    }

    /**
     * Takes permits for a connection that carries one subscription.
     *
     * @return gives both permits back
     * @throws RefusedException if a limit is reached or the process is stopping
     */
    public Runnable connectAndSubscribe(Principal principal, String address) {
        Permit connection = connect(principal, address);
        try {
            Permit subscription = shares.subscriptions().take(principal, address);
            return () -> {
                subscription.giveBack();
                connection.giveBack();
            };
        } catch (RefusedException e) {
            connection.giveBack();
            throw e;
        }
    }

    /** Returns the limits on what clients hold. */
    public Shares shares() {
        return shares;
    }

    /**
     * Registers an action that asks the connections of other protocols to reconnect when the process drains. May run on
     * any thread.
     */
    public void onDrain(Runnable goAway) {
        drainListeners.add(goAway);
    }

    /** Returns a random reconnect delay in milliseconds for a client that must leave. */
    public int retryMs() {
        return CloseCode.retryMs(
                Math.max(connectionsAtDrain, shares.connections().taken()));
    }

    /**
     * Refuses new clients, asks all others to reconnect after random delays, and waits for them to leave, at most
     * {@code grace}.
     */
    public void drain() {
        connectionsAtDrain = shares.connections().taken();
        draining = true;
        drainListeners.forEach(Runnable::run);
        List<CompletableFuture<Void>> gone = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            gone.add(subscription.gone());
            subscription.context().runOnContext(now -> subscription.goAway());
        }
        try {
            CompletableFuture.allOf(gone.toArray(CompletableFuture[]::new))
                    .get(settings.grace().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atInfo()
                    .addKeyValue("subscribers", subscriptions.size())
                    .log("Subscribers did not disconnect in time; closing their connections");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Starts a subscription of CloudEvents. Must be called on the client's event loop.
     *
     * @param reread parses the client's request again for a reloaded model
     * @param gone runs when the subscription has ended
     */
    public void subscribe(
            Channel channel,
            Principal principal,
            SubscriptionRequest request,
            Function<ReadModel, SubscriptionRequest> reread,
            Transport transport,
            Context context,
            Runnable gone) {
        String path = PATH_PREFIX + channel.name();
        Resubscription resubscription = () -> {
            Channel now = at(path).orElseThrow();
            return CompletableFuture.completedFuture(
                    grant(reread.apply(now.model()), now.encoderFor(principal), () -> {}));
        };
        subscribe(
                channel,
                principal,
                request,
                grant(request, channel.encoderFor(principal), () -> {}),
                resubscription,
                transport,
                context,
                gone);
    }

    private static Resubscription.Granted grant(SubscriptionRequest request, EventEncoder encoder, Runnable onLeave) {
        return new Resubscription.Granted(request.filter(), encoder, onLeave);
    }

    /** Returns the name of a model's channel; if there are several, prefers the one named like the model's list. */
    public Optional<String> channelOf(ReadModel model) {
        List<String> all = routes.all().stream()
                .filter(route -> route.model().equals(model.name()))
                .map(NotifyRoute::channel)
                .toList();
        return all.contains(model.plural())
                ? Optional.of(model.plural())
                : all.stream().findFirst();
    }

    /**
     * Returns a function that converts a position of a channel into a client's cursor; its result is empty if there is
     * no cursor.
     */
    public UnaryOperator<String> cursors(String name) {
        CloudEventEncoder encoder = named(name).orElseThrow().encoder();
        return position -> encoder.sealedCursor(position).orElse("");
    }

    /**
     * Starts a subscription. Must be called on the client's event loop.
     *
     * @param granted filter and encoder
     * @param resubscription requests the subscription again after a reload
     * @param gone runs when the subscription has ended
     * @return false, without any effect, if the channel no longer exists
     */
    public boolean subscribe(
            String name,
            Principal principal,
            SubscriptionRequest request,
            Resubscription.Granted granted,
            Resubscription resubscription,
            Transport transport,
            Context context,
            Runnable gone) {
        Optional<Channel> channel = named(name);
        channel.ifPresent(
                present -> subscribe(present, principal, request, granted, resubscription, transport, context, gone));
        return channel.isPresent();
    }

    /**
     * A client whose request is answered by a stream of CloudEvents.
     *
     * @param address client address
     * @param path path of the request
     * @param context context of the client's event loop
     * @param begin starts the response
     * @param leave runs when the client is gone
     */
    public record EventClient(
            String address,
            String path,
            Context context,
            Function<CloudEventEncoder, Transport> begin,
            Runnable leave) {}

    /**
     * Starts a subscription of CloudEvents as the response to a request. Must be called on the client's event loop.
     *
     * @param request parses the client's request for the channel's model; its exceptions are thrown to the caller
     * @throws RefusedException if the client's subscription limit is reached
     */
    public void stream(
            String name, Session session, Function<ReadModel, SubscriptionRequest> request, EventClient client) {
        Channel channel = named(name).orElseThrow();
        SubscriptionRequest wanted = request.apply(channel.model());
        Permit subscription = shares.subscriptions().take(session.principal(), client.address());
        Transport transport = client.begin().apply(channel.encoder());
        Runnable forget = watch(session, OpenConnection.of(transport, client.path(), client.context()));
        Function<ReadModel, SubscriptionRequest> reread = model -> {
            if (!model.name().equals(channel.model().name())) {
                throw new IllegalStateException("the channel carries the changes of another model");
            }
            return request.apply(model);
        };
        subscribe(channel, session.principal(), wanted, reread, transport, client.context(), () -> {
            forget.run();
            subscription.giveBack();
            client.leave().run();
        });
    }

    /**
     * Registers a connection and closes it when its session ends.
     *
     * @return must run when the connection has ended
     */
    public Runnable watch(Session session, OpenConnection connection) {
        Runnable forget = sessions.watch(
                session, connection.context(), () -> connection.end().accept(CloseCode.EXPIRED));
        Runnable remove = connections.add(session, connection);
        return () -> {
            forget.run();
            remove.run();
        };
    }

    /** Returns the open connections. */
    public OpenConnections connections() {
        return connections;
    }

    private void subscribe(
            Channel channel,
            Principal principal,
            SubscriptionRequest request,
            Resubscription.Granted granted,
            Resubscription resubscription,
            Transport transport,
            Context context,
            Runnable gone) {
        boolean conflating =
                routes.ofChannel(channel.name()).map(NotifyRoute::conflate).orElse(false);
        Outbox outbox = new Outbox(transport, granted.encoder(), metrics, conflating, settings.queueBytes());
        Subscription subscription = new Subscription(
                channel,
                principal,
                granted,
                resubscription,
                transport,
                context,
                outbox,
                new Subscription.Services(catchUps, snapshots, replays, metrics, settings.maxLag(), this::retryMs));
        subscriptions.add(subscription);
        if (channels.get(channel.name()) != channel) {
            // The application was reloaded during the handshake.
            subscription.renew(() -> channels.get(channel.name()));
        }
        var unused = subscription.gone().thenRun(() -> {
            subscriptions.remove(subscription);
            gone.run();
        });
        if (draining) {
            // It was admitted before the drain started, which did not see it.
            subscription.goAway();
            return;
        }
        String since = request.since().map(cursor -> position(channel, cursor)).orElse(null);
        boolean unknown = request.since().isPresent() && since == null;
        channel.whenFollowed(
                subscription,
                () -> context.runOnContext(now -> {
                    if (unknown && !request.snapshot()) {
                        subscription.startFresh();
                    } else {
                        subscription.start(since, request.snapshot());
                    }
                }));
    }

    /**
     * Replaces the channels of changed models, and clears the replay buffers of the others if payload transforms may
     * have changed. Must be called when the reloaded application's notify routes and models exist but no route has
     * started, as its events must not reach a channel of the former application.
     *
     * @param changed names of the changed models
     * @param payloadsChanged whether payload transforms may have changed
     */
    public void replaceChangedChannels(Set<String> changed, boolean payloadsChanged) {
        for (Channel former : List.copyOf(channels.values())) {
            NotifyRoute route = notifyRoute(former).orElse(null);
            if (route == null) {
                continue;
            }
            if (changed.contains(route.model())
                    || !route.model().equals(former.model().name())) {
                Channel next = create(route);
                next.continueFrom(former);
                channels.put(former.name(), next);
            } else if (payloadsChanged) {
                former.clearBuffer();
            }
        }
    }

    private Optional<NotifyRoute> notifyRoute(Channel channel) {
        return routes.ofChannel(channel.name())
                .filter(route -> models.find(route.model()).isPresent());
    }

    /**
     * Moves subscriptions to the reloaded application, after its routes have started. Subscribers of a replaced channel
     * get a resync, those of a removed channel are closed, all others continue.
     *
     * @param apiChanged whether clients' requests may have become invalid or changed their meaning
     * @return the removed channels
     */
    public Set<String> reloaded(boolean apiChanged) {
        Set<String> gone = new HashSet<>();
        for (Channel former : List.copyOf(channels.values())) {
            if (notifyRoute(former).isEmpty()) {
                channels.remove(former.name(), former);
                gone.add(former.name());
            }
        }
        int renewals = 0;
        for (Subscription subscription : subscriptions) {
            String name = subscription.channel().name();
            if (apiChanged || channels.get(name) != subscription.channel()) {
                // In batches, as each renewal costs as much as a new subscription.
                long later = 1 + renewals++ / RENEWALS_PER_BATCH * RENEWAL_INTERVAL_MS;
                subscription
                        .context()
                        .runOnContext(now -> subscription
                                .context()
                                .owner()
                                .setTimer(later, turn -> subscription.renew(() -> channels.get(name))));
            }
        }
        return gone;
    }

    private @Nullable String position(Channel channel, String cursor) {
        return cursors.open(channel.name(), channel.model().name(), cursor).orElse(null);
    }

    @Override
    public void close() {
        catchUps.close();
        replays.close();
        snapshots.close();
    }
}
