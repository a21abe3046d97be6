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

/** Reads the route definitions of an application without creating the routes: opens no connection and starts nothing. */
public final class DeclaredRoutes {

    /** The setting that names the classes of Java routes; Camel reads it, too. */
    public static final String JAVA_ROUTES = "camel.main.routes-builder-classes";

    private DeclaredRoutes() {}

    /**
     * Returns the notify routes of an application, including those in Java.
     *
     * @throws StartException if a file is invalid, or a setting that a route names is missing
     */
    public static List<NotifyRoute> notifications(ApplicationSources sources, SettingValues values, ReadModels models) {
        return read(sources, values, models, (context, files) -> {
            List<NotifyRoute> routes = NotifyRoutes.declaredIn(context);
            routes.forEach(route -> models.get(route.model()));
            return routes;
        });
    }

    /**
     * Loads the routes of an application, including those in Java, into a context that is not started.
     *
     * @param reader gets the context, which is closed afterwards, and the route files
     * @return the result of {@code reader}
     * @throws StartException if a file is invalid, or a setting or a class that a route names is missing
     */
    public static <T> T read(
            ApplicationSources sources,
            SettingValues values,
            ReadModels models,
            BiFunction<ModelCamelContext, RouteFiles, T> reader) {
        try (JavaCode code = JavaCode.of(sources)) {
            RouteFiles files = RouteFiles.read(sources.routeFiles()).requireReadable();
            return read(sources, values, models, code, files, reader);
        }
    }

    private static <T> T read(
            ApplicationSources sources,
            SettingValues values,
            ReadModels models,
            JavaCode code,
            RouteFiles files,
            BiFunction<ModelCamelContext, RouteFiles, T> reader) {
        Map<String, String> settings = values.forRoutes();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.putAll(settings);
            ignoreEnvironment(context);
            context.getPropertiesComponent().setOverrideProperties(properties);
            context.getRegistry().bind("readModels", models);
            // Steps of routes then have a source location.
            context.setSourceLocationEnabled(true);
            context.build();
            code.addTo(context);
            load(context, sources, code.routeClasses(settings.getOrDefault(JAVA_ROUTES, "")));
            return reader.apply(context, files);
        } catch (Exception e) {
            throw StartFailure.locate(e, files, values::withoutSecrets);
        }
    }

    /** Loads the routes in the same way as Camel's Main. */
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

    /** Sets the classes of Java routes, unless there are none: Camel's launcher rejects an empty setting. */
    public static void addJavaRoutes(Main main, String javaRoutes) {
        if (!javaRoutes.isEmpty()) {
            main.addInitialProperty(JAVA_ROUTES, javaRoutes);
        }
    }

    /** Stops Camel from reading environment variables: the settings include them already, and routes could read secrets. */
    public static void ignoreEnvironment(CamelContext context) {
        if (context.getPropertiesComponent() instanceof PropertiesComponent properties) {
            properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_NEVER);
        }
    }
}
