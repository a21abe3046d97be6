package io.howdah.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Java in a folder's java/ and lib/ is compiled, found and bound; each error is one line with its source location. */
class JavaCodeTest {

    private static final String ROUTES = """
            package acme;

            import org.apache.camel.BindToRegistry;
            import org.apache.camel.builder.RouteBuilder;

            public class PriceRoutes extends RouteBuilder {
                @BindToRegistry("discount")
                public Integer discount() {
                    return 5;
                }

                @Override
                public void configure() {
                    from("direct:prices").routeId("prices").bean("prices");
                }
            }
            """;
    private static final String BEAN = """
            package acme;

            import org.apache.camel.BindToRegistry;

            @BindToRegistry("prices")
            public class Prices {
                public String of(String goods) {
                    return goods + " costs 12";
                }
            }
            """;

    @TempDir
    private Path root;

    private Path one;
    private Path other;

    @BeforeEach
    void makeFolders() throws IOException {
        one = Files.createDirectories(root.resolve("one/graphql")).getParent();
        other = Files.createDirectories(root.resolve("other/graphql")).getParent();
    }

    @Test
    void sourcesOfSeveralFoldersAreFoundAndBound() throws Exception {
        // Given a route in one folder that calls a bean of the other
        write(one, "java/acme/PriceRoutes.java", ROUTES);
        write(other, "java/acme/Prices.java", BEAN);

        // When, Then
        assertThat(ask(one, other)).isEqualTo("bread costs 12");
    }

    @Test
    void jarsAreFoundAndBoundAndSourcesMayUseThem() throws Exception {
        // Given
        jar(other.resolve("lib/prices.jar"), new JavaSource(Path.of("acme/Prices.java"), BEAN));
        write(one, "java/acme/PriceRoutes.java", ROUTES.replace("return 5", "return new Prices().of(\"x\").length()"));

        // When, Then
        assertThat(ask(one, other)).isEqualTo("bread costs 12");
        assertThat(new ApplicationSources(List.of(one, other)).fingerprint())
                .isNotEqualTo(new ApplicationSources(List.of(one)).fingerprint());
    }

    @Test
    void routesOfAJarAreFoundAndWhatTheSettingNamesStays() throws Exception {
        jar(
                one.resolve("lib/prices.jar"),
                new JavaSource(Path.of("acme/Prices.java"), BEAN),
                new JavaSource(Path.of("acme/PriceRoutes.java"), ROUTES));
        try (JavaCode code = JavaCode.of(new ApplicationSources(List.of(one)))) {
            assertThat(code.routeClasses("io.howdah.demo.PrescriptionsRoutes, acme.PriceRoutes"))
                    .isEqualTo("io.howdah.demo.PrescriptionsRoutes,acme.PriceRoutes");
            assertThat(code.routeClasses("")).isEqualTo("acme.PriceRoutes");
            assertThatThrownBy(() -> code.routeClasses("acme.PriceRuotes"))
                    .hasMessage("camel.main.routes-builder-classes: class acme.PriceRuotes is not on the class path;"
                            + " correct its name");
        }
    }

    @Test
    void compilerErrorIsALineWithItsLocation() throws Exception {
        Path file = write(one, "java/acme/PriceRoutes.java", ROUTES.replace("return 5", "return fife()"));
        Path second = write(one, "java/acme/Prices.java", BEAN.replace("{\n    public", "\n    public"));
        assertThatThrownBy(() -> JavaCode.of(new ApplicationSources(List.of(one))))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(second + ":6:20: '{' expected; correct the class");
        Files.delete(second);
        assertThatThrownBy(() -> JavaCode.of(new ApplicationSources(List.of(one))))
                .hasMessage(file + ":9:16: cannot find symbol, symbol: method fife(), location: class acme.PriceRoutes;"
                        + " correct the class");
    }

    @Test
    void classThatCamelCannotInstantiateIsALine() throws Exception {
        write(one, "java/acme/PriceRoutes.java", ROUTES.replace("public class PriceRoutes", "class PriceRoutes"));
        assertThatThrownBy(() -> JavaCode.of(new ApplicationSources(List.of(one))))
                .hasMessage("java/: class acme.PriceRoutes must be public and have a public constructor without"
                        + " parameters, so that Camel can create it");
    }

    @Test
    void sameClassInTwoFoldersIsALine() throws Exception {
        write(one, "java/acme/Prices.java", BEAN);
        Path second = write(other, "java/acme/Prices.java", BEAN);
        assertThatThrownBy(() -> JavaCode.of(new ApplicationSources(List.of(one, other))))
                .hasMessageStartingWith(second + ":6:8: duplicate class: acme.Prices");
    }

    @Test
    void fileThatIsNoJarIsALine() throws Exception {
        Path jar = write(one, "lib/prices.jar", "no jar");
        assertThatThrownBy(() -> JavaCode.of(new ApplicationSources(List.of(one))))
                .hasMessageStartingWith(jar + " cannot be read (")
                .hasMessageEndingWith("); it must be a JAR");
    }

    private static String ask(Path... folders) throws Exception {
        try (JavaCode code = JavaCode.of(new ApplicationSources(List.of(folders)));
                DefaultCamelContext context = new DefaultCamelContext()) {
            code.addTo(context);
            context.addRoutes((RoutesBuilder) context.getInjector()
                    .newInstance(context.getClassResolver().resolveMandatoryClass(code.routeClasses(""))));
            context.start();
            assertThat(context.getRegistry().lookupByName("discount")).isInstanceOf(Integer.class);
            return context.createProducerTemplate().requestBody("direct:prices", "bread", String.class);
        }
    }

    private static Path write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static void jar(Path file, JavaSource... sources) throws IOException {
        Files.createDirectories(file.getParent());
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> each :
                    SourceCompiler.compile(List.of(sources), List.of()).entrySet()) {
                jar.putNextEntry(new JarEntry(each.getKey().replace('.', '/') + ".class"));
                jar.write(each.getValue());
            }
        }
    }
}
