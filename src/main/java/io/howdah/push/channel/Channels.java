package io.howdah.push.channel;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import io.howdah.change.ChangeHistory;
import io.howdah.change.Cursors;
import io.howdah.change.PositionListener;
import io.howdah.config.PushSettings;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.push.ClientPermits;
import io.howdah.push.CloseCode;
import io.howdah.push.Permits.Permit;
import io.howdah.push.Refusal;
import io.howdah.push.RefusedException;
import io.howdah.push.Shares;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The channels that carry the changes of read models: those that the notify routes send to. */
public final class Channels implements PositionListener, AutoCloseable {

    /** How many subscriptions are asked for again at once when the application was reloaded, and how often. */
    private static final int RENEWALS_PER_BATCH = 200;

    private static final long RENEWAL_INTERVAL_MS = 100;

    /** Where the template {@code notify} sends to. */
    public static final String PATH_PREFIX = "/notifications/";

    /** How often a quiet subscriber gets a position. They take turns, so that they are not all written to, and do not all wake, at once. */
    private static final long POSITION_MS = 15_000;

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);
    /** What waits in Vert.x for a client, below what waits in its outbox. */
    public static final int SOCKET_BYTES = 64 * 1024;

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
     * Makes them, without any yet.
     *
     * @param context where the notify routes and the frame transforms are
     * @param client the connection of the read models
     * @param history reads again what was told
     * @param json turns the data of frames into JSON
     * @param sessions watches over those of the subscribers
     * @param isRecordError whether a failed exchange's document cannot be shown, however often it is tried
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
            LiveSessions sessions) {
        this.sessions = sessions;
        PayloadTransform payloads = new PayloadTransform(context, json, isRecordError);
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
                settings.maxSnapshotsPerSubject());
        this.metrics = new PushMetrics(
                context, subscriptions::size, Map.of("waiting", snapshots::waiting, "running", snapshots::running));
        metrics.add(shares);
    }

    /** The notify routes that there are, one for each channel that carries the changes of a read model. */
    public List<NotifyRoute> routes() {
        return routes.all();
    }

    /** Returns the channel of a path such as {@code /notifications/rides}, if a notify route sends to it. */
    public Optional<Channel> at(String path) {
        if (!path.startsWith(PATH_PREFIX)) {
            return Optional.empty();
        }
        String name = path.substring(PATH_PREFIX.length());
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
                settings.ringBytes(),
                event -> metrics.written(name, event));
    }

    /** Makes its metrics known; to be called when Camel has started. */
    public void startMetrics() {
        metrics.start();
    }

    @Override
    public Optional<String> channelOf(String routeId) {
        return routes.find(routeId).map(NotifyRoute::channel);
    }

    @Override
    public void passed(String name, @Nullable String previous, String position) {
        at(PATH_PREFIX + name).ifPresent(channel -> channel.advance(previous, position));
    }

    /** Says which channels cannot tell everything, and why: to be called once the routes are there. */
    public void warnAboutLimits() {
        for (NotifyRoute route : routes.all()) {
            ReadModel model = models.get(route.model());
            if (model.isExternal() && !model.access().isDecidedBy(model.key())) {
                LOG.atWarn()
                        .addKeyValue("channel", route.channel())
                        .addKeyValue("model", model.name())
                        .log(
                                "Deletions reach nobody but roles of @readers on a channel whose model is external and has an"
                                        + " @owner or @tenant, as they carry the key alone: let the writer mark a document in a"
                                        + " @filterable field before it deletes it, or keep owner and tenant in its _id");
            }
        }
    }

    /** Sends positions to quiet subscribers from now on. */
    public void start(Vertx vertx) {
        AtomicInteger turns = new AtomicInteger();
        vertx.setPeriodic(
                POSITION_MS / LoopGroup.TURNS,
                tick -> sendPositions(Math.floorMod(turns.getAndIncrement(), LoopGroup.TURNS)));
    }

    /** Sends positions to the quiet subscribers whose turn it is. */
    public void sendPositions(int turn) {
        channels.values().forEach(channel -> channel.sendPositions(turn));
    }

    /**
     * Takes a connection for a client that is about to be let in.
     *
     * @throws RefusedException if it cannot be served now
     */
    public Permit connect(Principal principal, String address) {
        if (draining) {
            throw new RefusedException(new Refusal(503, "This process is stopping; connect again."));
        }
        return shares.connections().take(principal, address);
    }

    /**
     * Takes a connection for a client that may say later who it is.
     *
     * @param session who it is, if it has said so
     * @throws RefusedException if it cannot be served now
     */
    public ClientPermits takePermits(Optional<Session> session, String address) {
        Permit connection = connect(session.map(Session::principal).orElse(Principal.NOBODY), address);
        try {
            return new ClientPermits(
                    connection,
                    session.isPresent()
                            ? Optional.empty()
                            : Optional.of(shares.pendingSockets().take(Principal.NOBODY, address)));
        } catch (RefusedException e) {
            connection.giveBack();
            throw e;
        }
    }

    /**
     * Takes a connection that is one subscription.
     *
     * @return gives both back
     * @throws RefusedException if it cannot be served now
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

    /** Returns what clients hold, and how much they may. */
    public Shares shares() {
        return shares;
    }

    /** Takes what is to be done, on any thread, with connections of other protocols when nobody is let in any more. */
    public void onDrain(Runnable goAway) {
        drainListeners.add(goAway);
    }

    /** Return after how many milliseconds a client that has to go is to come again. */
    public int retryMs() {
        return CloseCode.retryMs(
                Math.max(connectionsAtDrain, shares.connections().taken()));
    }

    /** Lets nobody in any more, tells all to come again a little later, each at another moment, and waits until they are gone. */
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
                    .log("Subscribers are cut off, they did not go");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Begins a subscription of CloudEvents; must be called on the client's event loop.
     *
     * @param reread reads what the client asked for again, for the model as it is then
     * @param gone what is to be done when it has ended
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

    /** Return the channel that carries the changes of a model; of several the one that is named like its list. */
    public Optional<String> channelOf(ReadModel model) {
        List<String> all = routes.all().stream()
                .filter(route -> route.model().equals(model.name()))
                .map(NotifyRoute::channel)
                .toList();
        return all.contains(model.plural())
                ? Optional.of(model.plural())
                : all.stream().findFirst();
    }

    /** Return what turns a place in a channel's stream into what its clients keep of it, an empty text where there is no cursor. */
    public UnaryOperator<String> cursors(String name) {
        CloudEventEncoder encoder = at(PATH_PREFIX + name).orElseThrow().encoder();
        return position -> encoder.sealedCursor(position).orElse("");
    }

    /**
     * Begins a subscription; must be called on the client's event loop.
     *
     * @param granted which documents, and how its protocol says what it is told
     * @param resubscription asks for them again
     * @param gone what is to be done when it has ended
     * @return whether it begins; else there is no such channel any more, and nothing was done
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
        Optional<Channel> channel = at(PATH_PREFIX + name);
        channel.ifPresent(
                present -> subscribe(present, principal, request, granted, resubscription, transport, context, gone));
        return channel.isPresent();
    }

    /**
     * A client whose request is answered by a stream of CloudEvents.
     *
     * @param address the address that the client comes from
     * @param path the path of the request
     * @param context the client's event loop
     * @param begin begins the answer
     * @param leave runs when the client is gone
     */
    public record EventClient(
            String address,
            String path,
            Context context,
            Function<CloudEventEncoder, Transport> begin,
            Runnable leave) {}

    /**
     * Begins a subscription of CloudEvents, which are sent as the answer to a request; must be called on the client's event loop.
     *
     * @param request reads what the client asks for, for the channel's model; what it throws is thrown
     * @throws RefusedException if the client has as many subscriptions as it may
     */
    public void stream(
            String name, Session session, Function<ReadModel, SubscriptionRequest> request, EventClient client) {
        Channel channel = at(PATH_PREFIX + name).orElseThrow();
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
     * Lists a connection, and closes it when its session ends.
     *
     * @return what is to be done when it has ended
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
                new Subscription.Services(catchUps, snapshots, metrics, settings.maxLag(), this::retryMs));
        subscriptions.add(subscription);
        if (channels.get(channel.name()) != channel) {
            // The application was reloaded while it was let in.
            subscription.renew(() -> channels.get(channel.name()));
        }
        var unused = subscription.gone().thenRun(() -> {
            subscriptions.remove(subscription);
            gone.run();
        });
        if (draining) {
            // It was let in before, and not seen by the drain.
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
     * Puts new channels in the place of those whose model is declared otherwise, or is another one, and forgets events whose frames are
     * made otherwise. The notify routes and the models of the reloaded application are there, and no route has started yet: what it
     * publishes must not meet a channel of the former application.
     *
     * @param changed the models that are declared otherwise
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
     * Goes on in the reloaded application, whose routes have started. Subscribers of a channel that was swapped are told to begin anew,
     * those of a channel that is gone are let go; all others go on.
     *
     * @param apiChanged whether requests of clients may have another meaning, or none
     * @return the channels that are gone
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
                // A few at a time: each asks as a new one does.
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
        snapshots.close();
    }
}
