package io.howdah.runtime.source;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Compiles an application's Java files in memory with the JDK's compiler. Camel's {@code java-joor-dsl} uses the same compiler, but
 * drops the column of an error.
 */
final class SourceCompiler {

    private SourceCompiler() {}

    /**
     * Returns the compiled classes by name.
     *
     * @param jars JARs that the sources may use in addition to Howdah's class path
     * @throws StartException with one line per error: {@code file:line:column: what; fix}
     */
    static Map<String, byte[]> compile(List<JavaSource> sources, List<Path> jars) {
        if (sources.isEmpty()) {
            return Map.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new StartException(sources.get(0).path()
                    + " cannot be compiled, because this Java has no compiler; run Howdah with a JDK, or put the classes into"
                    + " lib/ as a JAR");
        }
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager standard =
                        compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8);
                Memory memory = new Memory(standard)) {
            boolean compiled = compiler.getTask(
                            Writer.nullWriter(),
                            memory,
                            found,
                            List.of("-proc:none", "-parameters", "-g", "-nowarn", "-classpath", classPath(jars)),
                            null,
                            sources.stream().map(Source::new).toList())
                    .call();
            if (!compiled) {
                throw new StartException(found.getDiagnostics().stream()
                        .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                        .map(SourceCompiler::line)
                        .distinct()
                        .collect(Collectors.joining(System.lineSeparator())));
            }
            return memory.classes();
        } catch (IOException e) {
            throw new StartException("java/ cannot be compiled: " + StartFailure.oneLine(e), e);
        }
    }

    private static String classPath(List<Path> jars) {
        return Stream.concat(
                        Stream.of(System.getProperty("java.class.path", "")),
                        jars.stream().map(Path::toString))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String line(Diagnostic<? extends JavaFileObject> error) {
        String location = error.getSource() instanceof Source source
                ? source.path + ":" + error.getLineNumber() + ":" + error.getColumnNumber()
                : "java/";
        String message = error.getMessage(Locale.ROOT)
                .strip()
                .replaceAll("\\s*\\R\\s*", ", ")
                .replaceAll(" {2,}", " ");
        return location + ": " + message + "; correct the class";
    }

    private static final class Source extends SimpleJavaFileObject {

        private final Path path;
        private final String text;

        Source(JavaSource source) {
            super(source.path().toUri(), Kind.SOURCE);
            this.path = source.path();
            this.text = source.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class Compiled extends SimpleJavaFileObject {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Compiled(String name) {
            super(URI.create("memory:///" + name.replace('.', '/') + Kind.CLASS.extension), Kind.CLASS);
        }

        @Override
        public OutputStream openOutputStream() {
            return bytes;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {

        private final Map<String, Compiled> compiled = new LinkedHashMap<>();

        Memory(JavaFileManager standard) {
            super(standard);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            return compiled.computeIfAbsent(name, Compiled::new);
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new LinkedHashMap<>();
            compiled.forEach((name, file) -> classes.put(name, file.bytes.toByteArray()));
            return classes;
        }
    }
}
