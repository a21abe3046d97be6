package io.howdah.runtime.source;

import io.howdah.config.SettingValues;
import io.howdah.model.ReadModels;
import io.howdah.push.channel.NotifyRoute;
import io.howdah.push.channel.NotifyRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BiFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.main.Main;
import org.apache.camel.main.RoutesConfigurer;
import org.apache.camel.model.ModelCamelContext;

/** An application's routes as they are written, none of them made: nothing is started, and nothing is connected to. */
public final class DeclaredRoutes {

    /** The setting that names Java routes; Camel reads it, too. */
    public static final String JAVA_ROUTES = "camel.main.routes-builder-classes";

    private DeclaredRoutes() {}

    /**
     * Return the notify routes of an application, those that are written in Java as well.
     *
     * @throws StartException if a file is broken, or a setting that a route names is not there
     */
    public static List<NotifyRoute> notifications(ApplicationSources sources, SettingValues values, ReadModels models) {
        return read(sources, values, models, (context, files) -> {
            List<NotifyRoute> routes = NotifyRoutes.declaredIn(context);
            routes.forEach(route -> models.get(route.model()));
            return routes;
        });
    }

    /**
     * Loads the routes of an application, those that are written in Java as well, and looks at them.
     *
     * @param look gets the context that has them, which is closed afterwards, and the files that they stand in
     * @return what {@code look} does
     * @throws StartException if a file is broken, or a setting or a class that a route names is not there
     */
    public static <T> T read(
            ApplicationSources sources,
            SettingValues values,
            ReadModels models,
            BiFunction<ModelCamelContext, RouteFiles, T> look) {
        try (JavaCode code = JavaCode.of(sources)) {
            RouteFiles files = RouteFiles.read(sources.routeFiles()).requireReadable();
            return read(sources, values, models, code, files, look);
        }
    }

    private static <T> T read(
            ApplicationSources sources,
            SettingValues values,
            ReadModels models,
            JavaCode code,
            RouteFiles files,
            BiFunction<ModelCamelContext, RouteFiles, T> look) {
        Map<String, String> settings = values.forRoutes();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.putAll(settings);
            ignoreEnvironment(context);
            context.getPropertiesComponent().setOverrideProperties(properties);
            context.getRegistry().bind("readModels", models);
            // So that each step of a route tells its line.
            context.setSourceLocationEnabled(true);
            context.build();
            code.addTo(context);
            load(context, sources, code.routeClasses(settings.getOrDefault(JAVA_ROUTES, "")));
            return look.apply(context, files);
        } catch (Exception e) {
            throw StartFailure.place(e, files, values::withoutSecrets);
        }
    }

    /** As Camel's Main does it. */
    private static void load(CamelContext context, ApplicationSources sources, String javaRoutes) throws Exception {
        RoutesConfigurer camel = new RoutesConfigurer(context);
        camel.setRoutesCollector(new DefaultRoutesCollector());
        camel.setRoutesBuilders(new ArrayList<>());
        camel.setRoutesIncludePattern(sources.routesIncludePattern());
        if (!javaRoutes.isBlank()) {
            camel.setRoutesBuilderClasses(javaRoutes);
        }
        camel.configureRoutes(context);
    }

    /** Tells Camel's launcher of the classes of Java routes, if there are any: it takes no empty setting. */
    public static void announce(Main main, String javaRoutes) {
        if (!javaRoutes.isEmpty()) {
            main.addInitialProperty(JAVA_ROUTES, javaRoutes);
        }
    }

    /** What the environment says of settings is among them already; of its own Camel would fetch secrets from there, too. */
    public static void ignoreEnvironment(CamelContext context) {
        if (context.getPropertiesComponent() instanceof PropertiesComponent properties) {
            properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        }
    }
}
