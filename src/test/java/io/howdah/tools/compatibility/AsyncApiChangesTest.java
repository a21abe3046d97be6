package io.howdah.tools.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Effect of a change of an AsyncAPI description for subscribers. */
class AsyncApiChangesTest {

    private static final String FORMER = """
            {
              asyncapi: '3.0.0',
              info: {title: 'Notifications', version: '1'},
              servers: {websocket: {host: 'a', protocol: 'ws'}, sse: {host: 'a', protocol: 'http'}},
              channels: {
                rides: {
                  address: '/notifications/rides',
                  messages: {
                    created: {
                      contentType: 'application/cloudevents+json',
                      payload: {
                        type: 'object',
                        required: ['id', 'data'],
                        properties: {
                          id: {type: 'string'},
                          source: {type: 'string', const: '/howdah/rides'},
                          data: {$ref: '#/components/schemas/Ride'}
                        }
                      }
                    },
                    ready: {$ref: '#/components/messages/ready'}
                  },
                  bindings: {ws: {query: {type: 'object', properties: {
                    since: {type: 'string'},
                    status: {allOf: [{$ref: '#/components/schemas/Status'}], description: 'Which.'}
                  }}}}
                },
                drivers: {address: '/notifications/drivers'}
              },
              components: {
                messages: {ready: {payload: {type: 'object', properties: {recovered: {type: 'boolean'}}}}},
                schemas: {
                  Ride: {
                    type: 'object',
                    required: ['id', 'status'],
                    properties: {
                      id: {type: 'string'},
                      status: {$ref: '#/components/schemas/Status'},
                      fare: {type: ['string', 'null']}
                    }
                  },
                  Status: {type: 'string', enum: ['NEAR', 'DONE']}
                }
              }
            }
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /info/version | '2' |
            /servers/sse/host | 'elsewhere' |
            /servers/sse | | breaking: server sse is gone
            /servers/mqtt | {} | safe: server mqtt is new
            /channels/drivers | | breaking: channel drivers is gone
            /channels/lockers | {} | safe: channel lockers is new
            /channels/rides/address | '/rides' | breaking: channel rides is at /rides, was /notifications/rides
            /channels/rides/messages/created | | breaking: message rides.created is gone
            /channels/rides/messages/left | {} | dangerous: message rides.left is new
            /channels/rides/messages/created/contentType | 'text/plain' | breaking: message rides.created is text/plain, was application/cloudevents+json
            /channels/rides/messages/created/payload/properties/id | | breaking: property rides.created.id is gone
            /channels/rides/messages/created/payload/properties/time | {} | safe: property rides.created.time is new
            /channels/rides/messages/created/payload/required/0 | | breaking: property rides.created.id is no longer required
            /channels/rides/messages/created/payload/properties/data/$ref | '#/components/schemas/Status' | breaking: property rides.created.data is string, was object
            /components/messages/ready/payload/properties/recovered | | breaking: property ready.recovered is gone
            /components/messages/ready/payload/properties/recovered/type | 'string' | breaking: property ready.recovered is string, was boolean
            /components/schemas/Ride/properties/fare | | breaking: property Ride.fare is gone
            /components/schemas/Ride/properties/fare/type | 'string' | safe: property Ride.fare is string, was string or null
            /components/schemas/Ride/required/1 | 'fare' | breaking: property Ride.status is no longer required, safe: property Ride.fare is required now
            /components/schemas/Status/enum/0 | | breaking: enum value Status.NEAR is gone
            /components/schemas/Status/enum | ['NEAR', 'DONE', 'LOST'] | dangerous: enum value Status.LOST is new
            /channels/rides/bindings/ws/query/properties/since | | breaking: parameter rides.since is gone
            /channels/rides/bindings/ws/query/properties/until | {} | safe: parameter rides.until is new
            /channels/rides/bindings/ws/query/required | ['since'] | breaking: parameter rides.since is required now
            /channels/rides/bindings/ws/query/properties/since/type | 'integer' | breaking: parameter rides.since is integer, was string
            """)
    void changeHasAnEffectForSubscribers(String pointer, String value, String lines) throws JsonProcessingException {
        // Given
        JsonNode former = Edited.read(FORMER);

        // When
        JsonNode present = Edited.with(former, pointer, value);

        // Then
        assertThat(String.join(", ", Edited.lines(AsyncApiChanges.between(former, present))))
                .isEqualTo(lines == null ? "" : lines);
    }

    @Test
    void enumThatIsOnlySentCanLoseAValue() throws JsonProcessingException {
        // Given
        JsonNode former = Edited.with(Edited.read(FORMER), "/channels/rides/bindings/ws/query/properties/status", null);

        // When
        JsonNode present = Edited.with(former, "/components/schemas/Status/enum/0", null);

        // Then
        assertThat(Edited.lines(AsyncApiChanges.between(former, present)))
                .containsExactly("safe: enum value Status.NEAR is gone");
    }
}
