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
 * The Java of an application's folders: the sources of {@code java/}, compiled, and the jars of {@code lib/}. Of both the route
 * builders and the classes with {@code @BindToRegistry} are found, and need not be named anywhere.
 */
public final class JavaCode implements AutoCloseable {

    private static final String CLASS = ".class";

    /** What a class file says that has to do with Camel; others are not looked at. */
    private static final String CAMEL = "org/apache/camel/";

    private static final String BINDS = "Lorg/apache/camel/BindToRegistry;";

    private final Loader loader;
    private final List<String> routes = new ArrayList<>();
    private final List<Class<?>> beans = new ArrayList<>();

    private JavaCode(Loader loader) {
        this.loader = loader;
    }

    /**
     * Compiles and loads it; no class runs yet.
     *
     * @throws StartException with what is wrong, one line each: {@code file:line:column: what; cure}
     */
    public static JavaCode of(ApplicationSources sources) {
        List<Path> jars = sources.jars();
        Map<String, byte[]> compiled = SourceCompiler.compile(sources.javaSources(), jars);
        JavaCode code = new JavaCode(new Loader(urls(jars), compiled, JavaCode.class.getClassLoader()));
        try {
            compiled.forEach((name, bytes) -> code.look(name, bytes, "java/"));
            jars.forEach(code::look);
            return code;
        } catch (RuntimeException e) {
            code.close();
            throw e;
        }
    }

    /**
     * Return what the setting {@link DeclaredRoutes#JAVA_ROUTES} is with the route builders that were found.
     *
     * @throws StartException if it names a class that is not there; Camel itself goes on without those that it does not find
     */
    public String routeClasses(String setting) {
        for (String name : setting.split(",", -1)) {
            if (!name.isBlank() && !has(name.trim())) {
                throw new StartException(DeclaredRoutes.JAVA_ROUTES + ": class " + name.trim()
                        + " is not on the class path; correct its name");
            }
        }
        return Stream.concat(Arrays.stream(setting.split(",", -1)).map(String::trim), routes.stream())
                .filter(name -> !name.isEmpty())
                .distinct()
                .collect(Collectors.joining(","));
    }

    /** Lets a context find the classes, and binds the beans; to be called before routes are loaded. */
    public void addTo(CamelContext context) {
        context.getClassResolver().addClassLoader(loader);
        context.setApplicationContextClassLoader(loader);
        beans.forEach(bean -> context.getInjector().newInstance(bean));
    }

    /** Return whether there is a class of that name, Howdah's own among them. */
    private boolean has(String name) {
        try {
            Class.forName(name, false, loader);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private void look(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream().toList()) {
                String name = entry.getName();
                if (name.endsWith(CLASS) && !name.startsWith("META-INF/") && !name.startsWith(CAMEL)) {
                    String type =
                            name.substring(0, name.length() - CLASS.length()).replace('/', '.');
                    look(type, file.getInputStream(entry).readAllBytes(), jar.toString());
                }
            }
        } catch (IOException e) {
            throw new StartException(jar + " cannot be read (" + e.getMessage() + "); it must be a jar", e);
        }
    }

    private void look(String name, byte[] bytes, String where) {
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
                            + "); put what it needs into lib/ too",
                    e);
        }
        boolean builds = RoutesBuilder.class.isAssignableFrom(type);
        boolean made =
                type.isInterface() || Modifier.isAbstract(type.getModifiers()) || type.getEnclosingClass() != null;
        if (made || !(builds || text.contains(BINDS))) {
            return;
        }
        requireMakeable(type, where);
        if (builds) {
            routes.add(name);
        } else {
            beans.add(type);
        }
    }

    /** Camel would go on without it, or fail with less of a reason. */
    private static void requireMakeable(Class<?> type, String where) {
        boolean makeable = Modifier.isPublic(type.getModifiers())
                && Arrays.stream(type.getConstructors()).anyMatch(each -> each.getParameterCount() == 0);
        if (!makeable) {
            throw new StartException(where + ": class " + type.getName()
                    + " must be public and have a public constructor without parameters, as Camel makes it");
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
            // The process ends with it.
        }
    }

    /** One for all folders, so that the classes of one can use those of another. */
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
