package io.howdah.runtime;

import com.mongodb.client.MongoClient;
import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.http.HttpServers;
import io.howdah.model.ReadModels;
import io.howdah.push.camel.PushComponent;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.runtime.source.JavaCode;
import io.howdah.runtime.source.RouteFiles;
import io.howdah.runtime.source.StartFailure;
import io.howdah.security.Authenticator;
import io.howdah.store.ModelCollections;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes all routes of an application in a context of their own that is thrown away: whatever the start would stumble over is found. None
 * of them runs: no group is joined, no path and no port is taken.
 */
final class DryStart {

    private static final Logger LOG = LoggerFactory.getLogger(DryStart.class);

    /** What the servers and the start add to the beans, for routes to name. */
    private static final List<String> BORROWED = List.of("onEventLoop", "notificationFeeds", "asyncApi", "openApi");

    private final SettingValues values;
    private final ApplicationSources sources;
    private final MongoClient mongo;
    private final ModelCollections collections;
    private final Authenticator authenticator;
    private final HttpServers servers;
    private final JavaCode code;
    private final CamelContext running;

    DryStart(
            SettingValues values,
            ApplicationSources sources,
            MongoClient mongo,
            ModelCollections collections,
            Authenticator authenticator,
            HttpServers servers,
            JavaCode code,
            CamelContext running) {
        this.values = values;
        this.sources = sources;
        this.mongo = mongo;
        this.collections = collections;
        this.authenticator = authenticator;
        this.servers = servers;
        this.code = code;
        this.running = running;
    }

    /**
     * Looks at the files as they are now.
     *
     * @throws RuntimeException that {@link StartFailure} puts into one line
     */
    void check(ReadModels models) {
        String javaRoutes = code.routeClasses(values.asMap().getOrDefault(DeclaredRoutes.JAVA_ROUTES, ""));
        RouteFiles files = Lint.of(sources, values).requireNoErrors().routes();
        Map<String, Object> beans = Beans.of(Settings.of(values), sources, models, mongo, collections, authenticator);
        Main main = new Main();
        try {
            configure(main, beans, new DirectCalls(files, models));
            DeclaredRoutes.announce(main, javaRoutes);
            main.start();
        } catch (Exception e) {
            throw StartFailure.place(e, files, values::withoutSecrets);
        } finally {
            main.stop();
            beans.values().stream()
                    .filter(bean -> bean != mongo && bean != collections)
                    .forEach(DryStart::close);
        }
    }

    private void configure(Main main, Map<String, Object> beans, DirectCalls calls) {
        // Main's own has the JVM call it at its end, and would keep each of these until then.
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setDefaultPropertyPlaceholderLocation("false");
        values.forRoutes().forEach(main::addInitialProperty);
        main.addOverrideProperty("camel.server.enabled", "false");
        main.addOverrideProperty("camel.management.enabled", "false");
        main.addOverrideProperty("camel.metrics.enabled", "false");
        main.addOverrideProperty("camel.health.enabled", "false");
        main.configure()
                .withRoutesIncludePattern(sources.routesIncludePattern())
                .withAutoStartup(false);
        main.bind("vertx-websocket", new PushComponent(servers));
        beans.forEach(main::bind);
        for (String name : BORROWED) {
            Object bean = running.getRegistry().lookupByName(name);
            if (bean != null) {
                main.bind(name, bean);
            }
        }
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                DeclaredRoutes.ignoreEnvironment(support.getCamelContext());
                code.addTo(support.getCamelContext());
                calls.listenTo(support.getCamelContext());
            }
        });
    }

    private static void close(Object bean) {
        if (bean instanceof AutoCloseable opened && !(bean instanceof Service)) {
            try {
                opened.close();
            } catch (Exception e) {
                LOG.debug("Bean could not be closed", e);
            }
        }
    }
}
