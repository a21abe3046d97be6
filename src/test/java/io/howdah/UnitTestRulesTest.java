package io.howdah;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.howdah.testing.Chromium;
import io.howdah.testing.HowdahProcess;
import io.howdah.testing.Node;
import io.howdah.testing.OpenIdProvider;
import io.howdah.testing.TestCertificate;

/** What {@code mvn test} may run. That it starts no server is held by {@link io.howdah.testing.NoServerSockets}. */
@AnalyzeClasses(packages = "io.howdah", importOptions = OnlyIncludeTests.class)
class UnitTestRulesTest {

    private static final DescribedPredicate<JavaClass> RUN_BY_MVN_TEST = describe(
            "are run by mvn test",
            found -> found.getName().replaceAll("\\$.*", "").endsWith("Test"));

    /** A test of a JVM, a script or an npm package is named ...IT. */
    @ArchTest
    private static final ArchRule UNIT_TESTS_START_NO_PROCESS = noClasses()
            .that(RUN_BY_MVN_TEST)
            .and()
            .doNotBelongToAnyOf(UnitTestRulesTest.class)
            .should()
            .dependOnClassesThat(belongToAnyOf(
                    ProcessBuilder.class,
                    Chromium.class,
                    HowdahProcess.class,
                    Node.class,
                    OpenIdProvider.class,
                    TestCertificate.class));
}
