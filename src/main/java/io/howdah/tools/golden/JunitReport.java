package io.howdah.tools.golden;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes results as JUnit XML for CI servers, with a suite for each domain.
 * {@code docs/decisions/0033-golden-comparison.md} explains why JUnit's own writer does not fit.
 */
public final class JunitReport {

    private final Instant startedAt;

    /** Creates the report of a run that started at a time. */
    public JunitReport(Instant startedAt) {
        this.startedAt = startedAt;
    }

    /**
     * Writes the report, and creates its folder if needed.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Path file, List<CaseResult> results) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            int id = 0;
            for (Map.Entry<String, List<CaseResult>> suite : suites(results).entrySet()) {
                write(xml, id++, "golden." + suite.getKey(), suite.getValue());
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private static Map<String, List<CaseResult>> suites(List<CaseResult> results) {
        return results.stream()
                .collect(Collectors.groupingBy(CaseResult::domain, LinkedHashMap::new, Collectors.toList()));
    }

    private void write(XMLStreamWriter xml, int id, String name, List<CaseResult> results) throws XMLStreamException {
        Duration time = results.stream().map(CaseResult::time).reduce(Duration.ZERO, Duration::plus);
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", name);
        xml.writeAttribute("package", "golden");
        xml.writeAttribute("id", String.valueOf(id));
        xml.writeAttribute(
                "timestamp",
                DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(
                        startedAt.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC)));
        xml.writeAttribute("hostname", "localhost");
        xml.writeAttribute("tests", String.valueOf(results.size()));
        xml.writeAttribute(
                "failures",
                String.valueOf(
                        results.stream().filter(result -> !result.passed()).count()));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("time", seconds(time));
        xml.writeEmptyElement("properties");
        for (CaseResult result : results) {
            write(xml, name, result);
        }
        xml.writeEmptyElement("system-out");
        xml.writeEmptyElement("system-err");
        xml.writeEndElement();
    }

    private static void write(XMLStreamWriter xml, String suite, CaseResult result) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("name", result.name());
        xml.writeAttribute("classname", suite);
        xml.writeAttribute("time", seconds(result.time()));
        if (!result.passed()) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", legal(result.problems().get(0)));
            xml.writeAttribute("type", "golden");
            xml.writeCharacters(legal(String.join("\n", result.problems())));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    /** Replaces the control characters that XML cannot represent. */
    private static String legal(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "?");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }
}
