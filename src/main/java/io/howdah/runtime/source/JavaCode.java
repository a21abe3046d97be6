package io.howdah.runtime.source;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The Java code of an application's folders: the compiled sources of {@code java/} and the JARs of {@code lib/}. Finds route builders
 * and classes with {@code @BindToRegistry} in both, without configuration.
 */
public final class JavaCode implements AutoCloseable {

    private static final String CLASS = ".class";

    /** Text in the class files that refer to Camel; others are skipped. */
    private static final String CAMEL = "org/apache/camel/";

    private static final String BINDS = "Lorg/apache/camel/BindToRegistry;";

    private final Loader loader;
    private final List<String> routes = new ArrayList<>();
    private final List<Class<?>> beans = new ArrayList<>();

    private JavaCode(Loader loader) {
        this.loader = loader;
    }

    /**
     * Compiles and loads the code, without initializing any class.
     *
     * @throws StartException with one line per error: {@code file:line:column: what; fix}
     */
    public static JavaCode of(ApplicationSources sources) {
        List<Path> jars = sources.jars();
        Map<String, byte[]> compiled = SourceCompiler.compile(sources.javaSources(), jars);
        JavaCode code = new JavaCode(new Loader(urls(jars), compiled, JavaCode.class.getClassLoader()));
        try {
            compiled.forEach((name, bytes) -> code.inspect(name, bytes, "java/"));
            jars.forEach(code::inspect);
            return code;
        } catch (RuntimeException e) {
            code.close();
            throw e;
        }
    }

    /**
     * Returns the setting {@link DeclaredRoutes#JAVA_ROUTES} with the found route builders added.
     *
     * @throws StartException if the setting names a missing class, which Camel itself would ignore
     */
    public String routeClasses(String setting) {
        for (String name : setting.split(",", -1)) {
            if (!name.isBlank() && !hasClass(name.trim())) {
                throw new StartException(DeclaredRoutes.JAVA_ROUTES + ": class " + name.trim()
                        + " is not on the class path; correct its name");
            }
        }
        return Stream.concat(Arrays.stream(setting.split(",", -1)).map(String::trim), routes.stream())
                .filter(name -> !name.isEmpty())
                .distinct()
                .collect(Collectors.joining(","));
    }

    /** Makes the classes available to a context and binds the beans. Call it before the context loads routes. */
    public void addTo(CamelContext context) {
        context.getClassResolver().addClassLoader(loader);
        context.setApplicationContextClassLoader(loader);
        beans.forEach(bean -> context.getInjector().newInstance(bean));
    }

    /** Returns whether a class exists, in the application or in Howdah. */
    private boolean hasClass(String name) {
        try {
            Class.forName(name, false, loader);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private void inspect(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                String name = entry.getName();
                if (name.endsWith(CLASS) && !name.startsWith("META-INF/") && !name.startsWith(CAMEL)) {
                    String type =
                            name.substring(0, name.length() - CLASS.length()).replace('/', '.');
                    inspect(type, file.getInputStream(entry).readAllBytes(), jar.toString());
                }
            }
        } catch (IOException e) {
            throw new StartException(jar + " cannot be read (" + e.getMessage() + "); it must be a JAR", e);
        }
    }

    private void inspect(String name, byte[] bytes, String where) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.contains(CAMEL) || name.endsWith("package-info")) {
            return;
        }
        Class<?> type;
        try {
            type = Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new StartException(
                    where + ": class " + name + " cannot be loaded (" + StartFailure.oneLine(e)
                            + "); add its dependencies to lib/",
                    e);
        }
        boolean builds = RoutesBuilder.class.isAssignableFrom(type);
        boolean ignored =
                type.isInterface() || Modifier.isAbstract(type.getModifiers()) || type.getEnclosingClass() != null;
        if (ignored || !(builds || text.contains(BINDS))) {
            return;
        }
        requireInstantiable(type, where);
        if (builds) {
            routes.add(name);
        } else {
            beans.add(type);
        }
    }

    /** Fails with a clear message if Camel cannot instantiate a class: Camel would ignore it, or hide the reason. */
    private static void requireInstantiable(Class<?> type, String where) {
        boolean instantiable = Modifier.isPublic(type.getModifiers())
                && Arrays.stream(type.getConstructors()).anyMatch(each -> each.getParameterCount() == 0);
        if (!instantiable) {
            throw new StartException(where + ": class " + type.getName()
                    + " must be public and have a public constructor without parameters, so that Camel can create it");
        }
    }

    private static URL[] urls(List<Path> jars) {
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            try {
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new StartException(jar + " has no URL; rename it", e);
            }
        }
        return urls.toArray(URL[]::new);
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            // The process ends.
        }
    }

    /** Class loader of all folders, so that they can use each other's classes. */
    private static final class Loader extends URLClassLoader {

        private final Map<String, byte[]> compiled;

        Loader(URL[] jars, Map<String, byte[]> compiled, @Nullable ClassLoader parent) {
            super(jars, parent);
            this.compiled = new LinkedHashMap<>(compiled);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = compiled.get(name);
            return bytes == null ? super.findClass(name) : defineClass(name, bytes, 0, bytes.length);
        }
    }
}
