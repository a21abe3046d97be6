package io.howdah.dev.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.config.SettingValues;
import io.howdah.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalHostTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            127.0.0.1,   127.0.0.1,   127.0.0.1
            0.0.0.0,     127.0.0.1,   127.0.0.1
            ::,          127.0.0.1,   127.0.0.1
            ::1,         ::1,         [::1]
            192.0.2.7,   192.0.2.7,   192.0.2.7
            box.example, box.example, box.example
            """)
    void browserCanOpenTheAddress(String listens, String host, String inUrl) {
        // Given
        Settings settings = Settings.of(SettingValues.load(List.of(), List.of(), Map.of("HOWDAH_HTTP_HOST", listens)));

        // Then
        assertThat(LocalHost.of(settings.http())).isEqualTo(host);
        assertThat(LocalHost.inUrl(settings.http())).isEqualTo(inUrl);
    }
}
