package io.howdah.tools.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class JunitReportTest {

    @TempDir
    private Path folder;

    private static CaseResult result(String domain, String name, String... problems) {
        return new CaseResult(domain, name, List.of(problems), Optional.empty(), Duration.ofMillis(1234));
    }

    @Test
    void hasASuiteForEachDomainAndACaseForEachCase() throws Exception {
        // Given
        Path file = folder.resolve("reports/golden.xml");

        // When
        new JunitReport(Instant.parse("2026-01-01T00:00:00.5Z"))
                .write(
                        file,
                        List.of(
                                result("rides", "near"),
                                result("rides", "far", "a < \"b\" & \u0007", "second ]]>"),
                                result("drivers", "rated")));

        // Then
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("testsuites");
        NodeList suites = root.getElementsByTagName("testsuite");
        assertThat(suites.getLength()).isEqualTo(2);
        Element rides = (Element) suites.item(0);
        assertThat(rides.getAttribute("name")).isEqualTo("golden.rides");
        assertThat(rides.getAttribute("timestamp")).isEqualTo("2026-01-01T00:00:00");
        assertThat(rides.getAttribute("tests")).isEqualTo("2");
        assertThat(rides.getAttribute("failures")).isEqualTo("1");
        assertThat(rides.getAttribute("errors")).isEqualTo("0");
        assertThat(rides.getAttribute("time")).isEqualTo("2.468");
        Element far = (Element) rides.getElementsByTagName("testcase").item(1);
        assertThat(far.getAttribute("classname")).isEqualTo("golden.rides");
        assertThat(far.getAttribute("name")).isEqualTo("far");
        Element failure = (Element) far.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).isEqualTo("a < \"b\" & ?");
        assertThat(failure.getTextContent()).isEqualTo("a < \"b\" & ?\nsecond ]]>");
        assertThat(((Element) suites.item(1)).getAttribute("failures")).isEqualTo("0");
    }
}
