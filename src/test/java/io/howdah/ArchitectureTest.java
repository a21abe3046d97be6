package io.howdah;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/** What holds the code's shape together. */
@AnalyzeClasses(packages = "io.howdah", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    /** The product runs without its dev services; the command line alone brings them in. */
    @ArchTest
    private static final ArchRule ONLY_THE_COMMAND_LINE_KNOWS_DEV = noClasses()
            .that(not(belongToAnyOf(Howdah.class)).and(not(resideInAPackage("io.howdah.dev.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.howdah.dev..");

    @ArchTest
    private static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.howdah.(*)..").should().beFreeOfCycles();

    @ArchTest
    private static final ArchRule DEV_PACKAGES_HAVE_NO_CYCLES =
            slices().matching("io.howdah.dev.(*)..").should().beFreeOfCycles();

    /** What needs the root package is wired there, and needs nothing of it. */
    @ArchTest
    private static final ArchRule NOBODY_DEPENDS_ON_THE_ROOT = noClasses()
            .that()
            .resideOutsideOfPackage("io.howdah")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.howdah");

    @ArchTest
    private static final ArchRule NOBODY_SLEEPS = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    /** The command line writes to picocli's writers, everything else logs. */
    @ArchTest
    private static final ArchRule NOBODY_WRITES_TO_THE_CONSOLE = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Throwable.class, "printStackTrace");

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
