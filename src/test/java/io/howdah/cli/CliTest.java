package io.howdah.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.howdah.cli.server.RebuildCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Arguments, tables and exit codes that the commands share. */
class CliTest {

    @Test
    void timeIsAnInstantOrAnAge() {
        InstantConverter converter = new InstantConverter();
        assertThat(converter.convert("2026-01-31T08:00:00Z")).isEqualTo(Instant.parse("2026-01-31T08:00:00Z"));
        assertThat(converter.convert("2026-01-31T08:00:00+02:00")).isEqualTo(Instant.parse("2026-01-31T06:00:00Z"));
        assertThat(converter.convert("90m")).isCloseTo(Instant.now().minusSeconds(5400), within(1, ChronoUnit.MINUTES));
        assertThat(converter.convert("7d"))
                .isCloseTo(Instant.now().minusSeconds(604_800), within(1, ChronoUnit.MINUTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "h", "0h", "-1h", "2 h", "2w", "yesterday", "2026-01-31", "2026-01-31T08:00:00"})
    void otherTimesAreRefused(String text) {
        assertThatThrownBy(() -> new InstantConverter().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void tableIsAlignedAndHasNoControlCharacters() {
        // Given
        StringWriter text = new StringWriter();
        Table table = new Table(new PrintWriter(text), "A", "B");

        // When there are more rows than it buffers
        for (int i = 0; i < 300; i++) {
            table.row("row-" + i, "red\u001b[31m\nline");
        }
        table.end();

        // Then
        assertThat(text.toString().lines()).hasSize(301).contains("A        B", "row-299  red?[31m?line");
    }

    @Test
    void unfinishedRebuildIsAFailure() {
        assertThat(List.of("failed", "stopped", "interrupted")).allMatch(state -> RebuildCommand.exitCode(state) == 1);
        assertThat(List.of("done", "running", "")).allMatch(state -> RebuildCommand.exitCode(state) == 0);
    }

    @Test
    void tableWithoutRowsPrintsNothing() {
        StringWriter text = new StringWriter();
        new Table(new PrintWriter(text), "A", "B").end();
        assertThat(text.toString()).isEmpty();
    }
}
