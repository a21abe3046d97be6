package io.howdah.dev.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.howdah.testing.Http;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestaurantsIT {

    private Restaurants restaurants;

    @BeforeEach
    void start() throws IOException {
        restaurants = Restaurants.start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        restaurants.close();
    }

    @Test
    void returnsTheRestaurant() throws Exception {
        // When
        HttpResponse<String> answer = post(
                "{\"query\":\"query Find($id: ID!) { restaurant(id: $id) { id name street } }\",\"operationName\":\"Find\",\"variables\":{\"id\":\"r-3\"}}");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"data\":{\"restaurant\":{\"id\":\"r-3\",\"name\":\"Saffron House\",\"street\":\"7 Mill Lane\"}}}");
    }

    @Test
    void returnsNullForAnUnknownId() throws Exception {
        assertThat(post("{\"query\":\"{ restaurant(id: \\\"r-99\\\") { name } }\"}")
                        .body())
                .isEqualTo("{\"data\":{\"restaurant\":null}}");
    }

    @Test
    void returnsTheErrorsOfAnInvalidQuery() throws Exception {
        assertThat(post("{\"query\":\"{ pizzeria }\"}").body())
                .contains("\"errors\"")
                .contains("pizzeria");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"query\":7}", "{\"query\":\"{ __typename }\",\"variables\":[1]}"})
    void rejectsInvalidRequests(String body) throws Exception {
        // When
        HttpResponse<String> answer = post(body);

        // Then
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"errors\":[{\"message\":");
    }

    @Test
    void namesAnAddressInUse() {
        int port = URI.create(restaurants.url()).getPort();
        assertThatThrownBy(() -> Restaurants.start("127.0.0.1", port))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("127.0.0.1:" + port);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return Http.client()
                .send(
                        HttpRequest.newBuilder(URI.create(restaurants.url()))
                                .header("content-type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }
}
