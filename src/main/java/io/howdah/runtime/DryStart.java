package io.howdah.runtime;

import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import io.howdah.http.HttpServers;
import io.howdah.model.ReadModels;
import io.howdah.observe.Tracing;
import io.howdah.push.camel.PushComponent;
import io.howdah.query.ProcessorTimes;
import io.howdah.runtime.source.ApplicationSources;
import io.howdah.runtime.source.DeclaredRoutes;
import io.howdah.runtime.source.JavaCode;
import io.howdah.runtime.source.RouteFiles;
import io.howdah.runtime.source.StartFailure;
import java.util.List;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Makes all routes of an application in a context of their own that is thrown away: whatever the start would stumble over is found. None
 * of them runs: no group is joined, no path and no port is taken.
 */
final class DryStart {

    private final SettingValues values;
    private final ApplicationSources sources;
    private final JavaCode code;
    private final ServerWiring running;

    DryStart(SettingValues values, ApplicationSources sources, JavaCode code, ServerWiring running) {
        this.values = values;
        this.sources = sources;
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
        Settings settings = Settings.of(values);
        CamelMain main = new CamelMain();
        try (RouteWiring routes = new RouteWiring(
                settings,
                sources,
                models,
                main.context(),
                running.routes.storage,
                ExternalServices.of(settings, sources, Tracing.OFF),
                List.of(),
                new ProcessorTimes(100))) {
            try {
                configure(main, routes, new DirectCalls(files, models));
                DeclaredRoutes.announce(main, javaRoutes);
                main.start();
            } finally {
                main.stop();
            }
        } catch (Exception e) {
            throw StartFailure.place(e, files, values::withoutSecrets);
        }
    }

    private void configure(Main main, RouteWiring routes, DirectCalls calls) {
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
        routes.bindTo(main::bind);
        HttpServers servers = running.entry.servers;
        PortBeans ports = PortBeans.of(
                running.entry, routes.models, running.feeds, new PushComponent(servers), new RoutePolicySupport() {});
        RouteBean.bind(RouteBeans.OF_PORTS, ports, (name, bean) -> {
            // A registry makes its context known to the servers, and they have one.
            if (bean != servers) {
                main.bind(name, bean);
            }
        });
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                DeclaredRoutes.ignoreEnvironment(support.getCamelContext());
                code.addTo(support.getCamelContext());
                calls.listenTo(support.getCamelContext());
            }
        });
    }
}
