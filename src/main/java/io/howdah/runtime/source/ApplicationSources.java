package io.howdah.runtime.source;

import io.howdah.model.SdlSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The source files of an application: routes, SDL, Java and settings. Without folders, the application is the demo on the class
 * path. With folders, it consists of their files and of the runtime's templates, API routes and error policy. A folder's file with
 * the same path, such as {@code routes/api/graphql.camel.yaml}, replaces the runtime's. The former name of {@code routes/api} is
 * {@code routes/edge}; a file there still replaces the runtime's.
 *
 * @param folders the application folders, none for the demo
 */
public record ApplicationSources(List<Path> folders) {

    private static final String ROUTES = ".camel.yaml";
    private static final String SCHEMA = ".graphqls";
    private static final String API = "routes/api/";
    /** The former name of {@link #API}, which application folders may still use. */
    private static final String FORMER_API = "routes/edge/";

    private static final List<String> RUNTIME_ROUTES = List.of(
            "routes/shared/errors" + ROUTES,
            "routes/shared/as-is" + ROUTES,
            "routes/templates/ingest" + ROUTES,
            "routes/templates/notify" + ROUTES,
            API + "asyncapi" + ROUTES,
            API + "graphql" + ROUTES,
            API + "graphql-live" + ROUTES,
            API + "rest" + ROUTES,
            API + "rest-changes" + ROUTES,
            API + "notifications" + ROUTES,
            API + "openapi" + ROUTES);

    /** The demo's files, read once: a search of the JAR visits all its entries. */
    private record Demo(List<SdlSource> routes, List<SdlSource> schemas) {

        static final Demo FILES =
                readDemo(root -> new Demo(files(root, "routes/domains", ROUTES), files(root, "graphql", SCHEMA)));
    }

    /** Checks that each folder exists and has a folder {@code graphql}. */
    public ApplicationSources {
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new StartException(folder + " is not a folder; use a folder with routes/ and graphql/");
            }
            if (!Files.isDirectory(folder.resolve("graphql"))) {
                throw new StartException(folder + " has no folder graphql/ with the SDL of its read models");
            }
        }
    }

    /** Returns whether the application is the demo. */
    public boolean isDemo() {
        return folders.isEmpty();
    }

    /** Returns all route files: the runtime's that no folder replaces, then the demo's or the folders'. */
    public List<RouteFile> routeFiles() {
        List<RouteFile> routes = new ArrayList<>();
        for (String name : RUNTIME_ROUTES) {
            if (folders.stream().noneMatch(folder -> replaces(folder, name))) {
                routes.add(new RouteFile(name, "classpath:" + name, resource(name)));
            }
        }
        if (isDemo()) {
            Demo.FILES
                    .routes()
                    .forEach(file -> routes.add(new RouteFile(file.name(), "classpath:" + file.name(), file.text())));
        }
        for (Path folder : folders) {
            files(folder, "routes", ROUTES).forEach(file -> {
                String path = folder.resolve(file.name()).toString();
                routes.add(new RouteFile(path, "file:" + path, file.text()));
            });
        }
        return routes;
    }

    private static boolean replaces(Path folder, String name) {
        return Files.exists(folder.resolve(name))
                || (name.startsWith(API) && Files.exists(folder.resolve(FORMER_API + name.substring(API.length()))));
    }

    /** Returns whether a file is one of the runtime's own. */
    public static boolean isRuntime(RouteFile file) {
        return RUNTIME_ROUTES.contains(file.name());
    }

    /** Returns whether a file has routes that serve client requests: a file of the runtime's API routes, or a replacement. */
    public static boolean isApi(String file) {
        String path = file.replace('\\', '/');
        return path.contains(FORMER_API)
                || RUNTIME_ROUTES.stream().filter(name -> name.startsWith(API)).anyMatch(path::endsWith);
    }

    /** Returns all route files as Camel's comma-separated include pattern. */
    public String routesIncludePattern() {
        return routeFiles().stream().map(RouteFile::location).collect(Collectors.joining(","));
    }

    /** Returns all SDL files, named by their path. */
    public List<SdlSource> schemas() {
        if (isDemo()) {
            return Demo.FILES.schemas().stream()
                    .map(file -> new SdlSource(file.name(), file.text(), frontend(file.name())))
                    .toList();
        }
        List<SdlSource> schemas = new ArrayList<>();
        for (Path folder : folders) {
            files(folder, "graphql", SCHEMA)
                    .forEach(file -> schemas.add(
                            new SdlSource(folder.resolve(file.name()).toString(), file.text(), frontend(file.name()))));
        }
        return schemas;
    }

    /** Returns whether the folders contain Java sources or JARs. */
    public boolean hasJava() {
        return !javaSources().isEmpty() || !jars().isEmpty();
    }

    /** Returns the Java files of the folders. */
    List<JavaSource> javaSources() {
        return folders.stream()
                .flatMap(folder -> files(folder, "java", ".java").stream()
                        .map(file -> new JavaSource(folder.resolve(file.name()), file.text())))
                .toList();
    }

    /** Returns the JARs of the folders. */
    List<Path> jars() {
        List<Path> jars = new ArrayList<>();
        for (Path folder : folders) {
            Path libraries = folder.resolve("lib");
            if (!Files.isDirectory(libraries)) {
                continue;
            }
            try (Stream<Path> found = Files.list(libraries)) {
                found.filter(file -> file.toString().endsWith(".jar")).sorted().forEach(jars::add);
            } catch (IOException e) {
                throw new StartException(libraries + " cannot be read: " + e.getMessage());
            }
        }
        return jars;
    }

    /** Returns the first folder below {@code graphql/}, or "" if the file is directly in it. */
    private static String frontend(String file) {
        String[] path = file.replace('\\', '/').split("/", -1);
        return path.length > 2 ? path[1] : "";
    }

    /** Returns the golden inputs of the folders, {@code golden/<name>/<case>.input.json}, for any of these names; sorted. */
    public List<String> goldenFiles(Collection<String> names) {
        return folders.stream()
                .flatMap(folder -> names.stream()
                        .flatMap(name -> files(folder, "golden/" + name, ".input.json").stream()
                                .map(file -> folder.resolve(file.name()).toString())))
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns a SHA-256 hash of the contents of all SDL, route and Java files and JARs. It does not depend on their paths. */
    public String fingerprint() {
        MessageDigest all = sha256();
        Stream<byte[]> texts = Stream.of(
                        schemas().stream().map(SdlSource::text),
                        routeFiles().stream().map(RouteFile::text),
                        javaSources().stream().map(JavaSource::text))
                .flatMap(each -> each)
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Stream.concat(texts, jars().stream().map(ApplicationSources::bytes))
                .map(content -> HexFormat.of().formatHex(sha256().digest(content)))
                .sorted()
                .forEach(each -> all.update(each.getBytes(StandardCharsets.US_ASCII)));
        return HexFormat.of().formatHex(all.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns the names and texts of all SDL and route files, to find changes by comparison. */
    public String texts() {
        StringBuilder all = new StringBuilder();
        schemas().forEach(file -> all.append(file.name()).append('\n').append(file.text()));
        routeFiles().forEach(file -> all.append(file.name()).append('\n').append(file.text()));
        return all.toString();
    }

    /** Returns the texts of Java sources and record schemas, and the size and time of each JAR, to find changes by comparison. */
    public String code() {
        StringBuilder all = new StringBuilder();
        javaSources().forEach(file -> all.append(file.path()).append('\n').append(file.text()));
        folders.forEach(folder -> files(folder, "schemas", "")
                .forEach(file -> all.append(file.name()).append('\n').append(file.text())));
        for (Path jar : jars()) {
            try {
                all.append(jar).append(Files.size(jar)).append(Files.getLastModifiedTime(jar));
            } catch (IOException e) {
                throw new StartException(jar + " cannot be read: " + e.getMessage());
            }
        }
        return all.toString();
    }

    /** Returns the texts of the settings files: {@code application.properties} and those of profiles. */
    public String settings() {
        StringBuilder all = new StringBuilder();
        for (Path folder : folders) {
            append(all, folder, "application(-.+)?\\.properties");
            append(all, folder.resolve("environments"), ".+\\.properties");
        }
        return all.toString();
    }

    private static void append(StringBuilder all, Path folder, String names) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().matches(names))
                    .sorted()
                    .forEach(file -> all.append(file).append('\n').append(read(file)));
        } catch (IOException e) {
            throw new StartException(folder + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Returns the text of a file that a route names by its path from the folder, such as {@code schemas/ride.avsc}.
     *
     * @throws StartException if more than one folder has the file, because the path is ambiguous
     */
    public Optional<String> file(String name) {
        if (isDemo()) {
            return ApplicationSources.class.getClassLoader().getResource(name) == null
                    ? Optional.empty()
                    : Optional.of(resource(name));
        }
        List<Path> found = folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isRegularFile)
                .toList();
        if (found.size() > 1) {
            throw new StartException(
                    name + " is ambiguous: " + found.get(0) + " and " + found.get(1) + "; rename one of them");
        }
        return found.stream().findFirst().map(ApplicationSources::read);
    }

    /** Returns the result of a reader. For the demo, the reader gets a folder that exists only until it returns. */
    public <T> T read(Function<List<Path>, T> reader) {
        return isDemo() ? readDemo(root -> reader.apply(List.of(root))) : reader.apply(folders);
    }

    private static <T> T readDemo(Function<Path, T> reader) {
        try {
            URI here = Objects.requireNonNull(ApplicationSources.class.getResource("/application.properties"))
                    .toURI();
            if (!here.getScheme().equals("jar")) {
                return reader.apply(Objects.requireNonNull(Path.of(here).getParent()));
            }
            try (FileSystem jar = FileSystems.newFileSystem(here, Map.of())) {
                return reader.apply(jar.getPath("/"));
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the demo's files cannot be read from the class path", e);
        }
    }

    /**
     * Returns the files below a folder, sorted, named by their path from the root. Follows links and skips names with a leading dot,
     * because Kubernetes mounts a ConfigMap as links to files in hidden folders.
     */
    private static List<SdlSource> files(Path root, String folder, String ending) {
        Path start = root.resolve(folder);
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(start, FileVisitOption.FOLLOW_LINKS)) {
            return paths.filter(path -> path.toString().endsWith(ending))
                    .filter(path -> !isHidden(start.relativize(path)))
                    .sorted()
                    .map(path -> new SdlSource(root.relativize(path).toString(), read(path)))
                    .toList();
        } catch (IOException e) {
            throw new StartException(start + " cannot be read: " + e.getMessage());
        }
    }

    private static boolean isHidden(Path path) {
        for (Path part : path) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static String resource(String name) {
        ClassLoader loader = Objects.requireNonNull(ApplicationSources.class.getClassLoader());
        try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read from the class path", e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StartException(file + " cannot be read (" + e + ")", e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new StartException(file + " cannot be read (" + e + "); it must be a readable file in UTF-8", e);
        }
    }
}
