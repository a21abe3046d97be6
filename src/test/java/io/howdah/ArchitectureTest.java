package io.howdah;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.howdah.config.Origin;
import io.howdah.http.Accept;
import io.howdah.observe.Tracing;
import io.howdah.testing.Docs;
import io.howdah.text.JsonMappers;
import io.howdah.timing.FileWatch;
import io.howdah.timing.Pause;
import io.vertx.core.http.HttpHeaders;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** What holds the code's shape together. */
@AnalyzeClasses(packages = "io.howdah", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    /** Classes of the model that read the SDL and nothing of a client. */
    private static final Set<String> READ_THE_SDL =
            Set.of("HandWrittenFields", "ModelReader", "Plurals", "ReadModels", "Sdl", "SdlDefinitions", "SdlRules");

    private static final DescribedPredicate<JavaClass> SEES_CLIENT_INPUT = resideInAnyPackage(
                    "io.howdah.change..",
                    "io.howdah.describe..",
                    "io.howdah.dev.web..",
                    "io.howdah.graphql..",
                    "io.howdah.http..",
                    "io.howdah.model..",
                    "io.howdah.admin",
                    "io.howdah.admin.deadletters..",
                    "io.howdah.push..",
                    "io.howdah.query..",
                    "io.howdah.rest..",
                    "io.howdah.security..",
                    "io.howdah.observe..",
                    "io.howdah.text..")
            .or(belongToAnyOf(Origin.class))
            .and(not(describe("read the SDL", found -> READ_THE_SDL.contains(found.getSimpleName()))));

    private static final DescribedPredicate<JavaAccess<?>> TAKES_A_REGULAR_EXPRESSION = describe(
            "String method that takes a regular expression",
            access -> access.getTargetOwner().isEquivalentTo(String.class)
                    && Set.of("matches", "split", "replaceAll", "replaceFirst").contains(access.getName()));

    private static final DescribedPredicate<JavaCall<?>> WAITS_FOR_A_TIME = describe(
            "sleeps or parks",
            call -> (call.getName().equals("sleep")
                            && Set.of(Thread.class.getName(), TimeUnit.class.getName())
                                    .contains(call.getTargetOwner().getName()))
                    || call.getTargetOwner().isEquivalentTo(LockSupport.class)
                            && call.getName().startsWith("park"));

    private static final DescribedPredicate<JavaCall<?>> MAKES_A_MAPPER = describe(
            "makes a JSON mapper",
            call -> call.getTargetOwner().isAssignableTo(ObjectMapper.class)
                    && Set.of(JavaConstructor.CONSTRUCTOR_NAME, "builder", "rebuild")
                            .contains(call.getName()));

    /** Embedded services are for those who make an application: the command line alone brings them in. */
    @ArchTest
    private static final ArchRule DEV_IS_USED_BY_THE_COMMAND_LINE_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages("io.howdah.dev..", "io.howdah.cli.develop..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.howdah.dev..");

    /** A server runs without its tools. */
    @ArchTest
    private static final ArchRule TOOLS_ARE_USED_BY_COMMANDS_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages("io.howdah.tools..", "io.howdah.cli.develop..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.howdah.tools..");

    @ArchTest
    private static final ArchRule COMMANDS_ARE_USED_BY_THE_MAIN_CLASS_ALONE = noClasses()
            .that(not(belongToAnyOf(Howdah.class)).and(not(resideInAPackage("io.howdah.cli.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.howdah.cli..");

    /** What a server has are its own commands. */
    @ArchTest
    private static final ArchRule SERVER_COMMANDS_KNOW_NO_OTHERS = noClasses()
            .that()
            .resideInAPackage("io.howdah.cli.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.howdah.cli.develop..");

    @ArchTest
    private static final ArchRule WIRING_IS_USED_BY_COMMANDS_AND_TOOLS_ALONE = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.howdah", "io.howdah.runtime..", "io.howdah.cli..", "io.howdah.tools..", "io.howdah.dev..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.howdah.runtime..");

    @ArchTest
    private static final ArchRule GRAPHQL_HAS_FLOORS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.howdah.graphql..")
            .layer("http")
            .definedBy("io.howdah.graphql.http..")
            .layer("live")
            .definedBy("io.howdah.graphql.live..")
            .layer("execution")
            .definedBy("io.howdah.graphql.execution..")
            .layer("schema")
            .definedBy("io.howdah.graphql.schema..")
            .layer("words")
            .definedBy("io.howdah.graphql")
            .whereLayer("http")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("live")
            .mayOnlyBeAccessedByLayers("http")
            .whereLayer("execution")
            .mayOnlyBeAccessedByLayers("http", "live")
            .whereLayer("schema")
            .mayOnlyBeAccessedByLayers("http", "live", "execution");

    @ArchTest
    private static final ArchRule PUSH_HAS_FLOORS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.howdah.push..")
            .layer("camel")
            .definedBy("io.howdah.push.camel..")
            .layer("transport")
            .definedBy("io.howdah.push.transport..")
            .layer("channel")
            .definedBy("io.howdah.push.channel..")
            .layer("words")
            .definedBy("io.howdah.push")
            .whereLayer("camel")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("transport")
            .mayOnlyBeAccessedByLayers("camel")
            .whereLayer("channel")
            .mayOnlyBeAccessedByLayers("camel", "transport");

    @ArchTest
    private static final ArchRule ROOMS_HAVE_NO_CYCLES =
            slices().matching("io.howdah.(*)..").should().beFreeOfCycles();

    @ArchTest
    private static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.howdah.(**)").should().beFreeOfCycles();

    @ArchTest
    private static final ArchRule NOBODY_DEPENDS_ON_THE_MAIN_CLASS = noClasses()
            .that()
            .resideOutsideOfPackage("io.howdah")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.howdah.Howdah");

    /** The order is that of the table in docs/architecture.md. */
    @ArchTest
    static void roomsUseOnlyRoomsBelowThem(JavaClasses classes) {
        List<String> order = Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                .matcher(Docs.text("docs/architecture.md")
                        .split("## Rooms and their rules")[1]
                        .split("## ")[0])
                .results()
                .map(row -> row.group(1))
                .toList();
        Map<String, Set<String>> uses = new TreeMap<>();
        for (JavaClass each : classes) {
            String room = room(each);
            if (!room.isEmpty()) {
                Set<String> used = uses.computeIfAbsent(room, first -> new TreeSet<>());
                each.getDirectDependenciesFromSelf().forEach(use -> used.add(room(use.getTargetClass())));
            }
        }

        assertThat(order).containsExactlyInAnyOrderElementsOf(uses.keySet());
        uses.forEach((room, used) -> assertThat(order.subList(0, order.indexOf(room)))
                .as("rooms above " + room)
                .doesNotContainAnyElementsOf(used));
    }

    /** The top-level room of a class, or an empty text for the root and what is not Howdah's. */
    private static String room(JavaClass each) {
        String[] parts = each.getPackageName().split("\\.");
        return parts.length > 2 && each.getPackageName().startsWith("io.howdah.") ? parts[2] : "";
    }

    @ArchTest
    static void mainClassIsAloneInTheRoot(JavaClasses classes) {
        assertThat(classes.getPackage("io.howdah").getClasses())
                .filteredOn(found ->
                        found.isTopLevelClass() && !found.getSimpleName().equals("package-info"))
                .extracting(JavaClass::getSimpleName)
                .containsExactly("Howdah");
    }

    /** A thread waits by {@link Pause}, which can be ended; not by sleeping, nor by a latch that no thread counts down. */
    @ArchTest
    private static final ArchRule WAITS_ARE_PAUSES =
            noClasses().that(not(belongToAnyOf(Pause.class))).should().callMethodWhere(WAITS_FOR_A_TIME);

    @ArchTest
    static void latchesThatAreWaitedForAreCountedDown(JavaClasses classes) {
        assertThat(classes)
                .filteredOn(found -> calls(found, CountDownLatch.class, "await"))
                .isNotEmpty()
                .allSatisfy(found -> assertThat(calls(found, CountDownLatch.class, "countDown"))
                        .as(found.getName())
                        .isTrue());
    }

    private static boolean calls(JavaClass caller, Class<?> owner, String method) {
        return caller.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(owner)
                        && call.getName().equals(method));
    }

    /** Delays between retries, and what spreads them, come from one place. */
    @ArchTest
    private static final ArchRule JITTER_IS_MADE_IN_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackages("io.howdah.timing..", "io.howdah.dev..")
            // It draws samples.
            .and(not(belongToAnyOf(Tracing.class)))
            .should()
            .dependOnClassesThat(belongToAnyOf(ThreadLocalRandom.class, Random.class, SplittableRandom.class));

    /** Files are watched by {@link FileWatch}: the events of file systems miss links that change and files that are replaced. */
    @ArchTest
    private static final ArchRule FILES_ARE_WATCHED_IN_ONE_WAY =
            noClasses().should().dependOnClassesThat(belongToAnyOf(WatchService.class, WatchKey.class));

    /** Which answer a client wants is read from its request in one place. */
    @ArchTest
    private static final ArchRule ACCEPT_IS_READ_IN_ONE_PLACE =
            noClasses().that(not(belongToAnyOf(Accept.class))).should().accessField(HttpHeaders.class, "ACCEPT");

    /** How JSON is read and written is said in one place; a demo shows what an application does. */
    @ArchTest
    private static final ArchRule JSON_IS_SET_UP_IN_ONE_PLACE = noClasses()
            .that(not(belongToAnyOf(JsonMappers.class)))
            .and()
            .resideOutsideOfPackage("io.howdah.demo..")
            .should()
            .callMethodWhere(MAKES_A_MAPPER)
            .orShould()
            .callConstructorWhere(MAKES_A_MAPPER);

    /** The command line writes to picocli's writers, everything else logs. */
    @ArchTest
    private static final ArchRule NOBODY_WRITES_TO_THE_CONSOLE = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

    /**
     * The time that a regular expression of the JDK takes may grow by the square of a text's length, or worse. What sees client
     * input uses plain parsing, {@link io.howdah.text}, and its time is measured by {@link io.howdah.testing.LinearTime}.
     */
    @ArchTest
    private static final ArchRule CLIENT_INPUT_MEETS_NO_REGULAR_EXPRESSION = noClasses()
            .that(SEES_CLIENT_INPUT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.util.regex")
            .orShould()
            .dependOnClassesThat(belongToAnyOf(Scanner.class))
            .orShould()
            .accessTargetWhere(TAKES_A_REGULAR_EXPRESSION);

    @ArchTest
    static void everyPackageIsNullMarked(JavaClasses classes) {
        assertThat(classes.getPackage("io.howdah").getSubpackagesInTree())
                .filteredOn(found -> !found.getClasses().isEmpty())
                .isNotEmpty()
                .extracting(JavaPackage::getName)
                .allSatisfy(name -> assertThat(classes.getPackage(name).isAnnotatedWith(NullMarked.class))
                        .as(name)
                        .isTrue());
        assertThat(classes.getPackage("io.howdah").isAnnotatedWith(NullMarked.class))
                .isTrue();
    }
}
