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
 * Checks the changed files of a running application: creates all routes in a temporary context, where they fail as they would at a start.
 * Starts none of them, so it joins no consumer group and opens no path and no port.
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
     * Checks the present files.
     *
     * @throws RuntimeException that {@link StartFailure} explains in one line per problem
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
                DeclaredRoutes.addJavaRoutes(main, javaRoutes);
                main.start();
            } finally {
                main.stop();
            }
        } catch (Exception e) {
            throw StartFailure.locate(e, files, values::withoutSecrets);
        }
    }

    private void configure(Main main, RouteWiring routes, DirectCalls calls) {
        // Main's default strategy is a JVM shutdown hook, which would keep each temporary context in memory.
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
                running.entry,
                routes.models,
                running.channels,
                new PushComponent(servers),
                new RoutePolicySupport() {});
        RouteBean.bind(RouteBeans.OF_PORTS, ports, (name, bean) -> {
            // The registry would set the temporary context on the servers, which belong to the running one.
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
