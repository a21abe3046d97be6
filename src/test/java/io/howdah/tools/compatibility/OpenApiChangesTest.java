package io.howdah.tools.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Effect of a change of an OpenAPI description for clients. */
class OpenApiChangesTest {

    private static final String FORMER = """
            {
              openapi: '3.1.0',
              servers: [{url: '/'}],
              paths: {
                '/api/rides': {
                  parameters: [{$ref: '#/components/parameters/trace'}],
                  get: {
                    parameters: [
                      {name: 'status', in: 'query', schema: {$ref: '#/components/schemas/Status'}},
                      {name: 'first', in: 'query', schema: {type: 'integer', default: 20, maximum: 100}}
                    ],
                    responses: {
                      '200': {
                        headers: {Link: {schema: {type: 'string'}}},
                        content: {'application/json': {schema: {type: 'array', items: {$ref: '#/components/schemas/Ride'}}}}
                      },
                      '400': {$ref: '#/components/responses/problem'}
                    }
                  },
                  head: {responses: {'200': {}}}
                },
                '/api/collect': {
                  post: {
                    requestBody: {required: true, content: {'application/json': {schema: {
                      type: 'object',
                      properties: {id: {type: 'string'}, when: {type: 'string'}, how: {$ref: '#/components/schemas/How'}},
                      required: ['id']
                    }}}},
                    responses: {'200': {}}
                  }
                },
                '/api/stop': {post: {responses: {'200': {}}}}
              },
              components: {
                parameters: {trace: {name: 'X-Trace', in: 'header', schema: {type: 'string'}}},
                responses: {problem: {content: {'application/problem+json': {schema: {properties: {title: {type: 'string'}}}}}}},
                schemas: {
                  Ride: {type: 'object', properties: {id: {type: 'string'}, status: {$ref: '#/components/schemas/Status'}}},
                  Status: {type: 'string', enum: ['NEAR', 'DONE']},
                  How: {type: 'string', enum: ['FOOT', 'CAR']}
                }
              }
            }
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /servers/0/url | 'elsewhere' |
            /paths/~1api~1collect | | breaking: path /api/collect is gone
            /paths/~1api~1drivers | {} | safe: path /api/drivers is new
            /paths/~1api~1rides/head | | breaking: operation HEAD /api/rides is gone
            /paths/~1api~1rides/put | {} | safe: operation PUT /api/rides is new
            /paths/~1api~1rides/get/deprecated | true | safe: operation GET /api/rides is deprecated
            /paths/~1api~1rides/get/parameters/0 | | breaking: parameter status of GET /api/rides is gone
            /paths/~1api~1rides/get/parameters/1/required | true | breaking: parameter first of GET /api/rides is required now
            /paths/~1api~1rides/get/parameters/1/schema/default | 10 | dangerous: parameter first of GET /api/rides has the default 10, had 20
            /paths/~1api~1rides/get/parameters/1/schema/maximum | 50 | breaking: parameter first of GET /api/rides has the maximum 50, had 100
            /paths/~1api~1rides/get/parameters/1/schema/type | 'string' | breaking: parameter first of GET /api/rides is string, was integer
            /paths/~1api~1rides/head/parameters | [{name: 'a', in: 'query', required: true}] | breaking: parameter a of HEAD /api/rides is new, and required
            /paths/~1api~1rides/head/parameters | [{name: 'a', in: 'query'}] | safe: parameter a of HEAD /api/rides is new
            /components/parameters/trace/required | true | breaking: header parameter X-Trace of GET /api/rides is required now, breaking: header parameter X-Trace of HEAD /api/rides is required now
            /paths/~1api~1rides/get/responses/200 | | breaking: response GET /api/rides 200 is gone
            /paths/~1api~1rides/get/responses/400 | | safe: response GET /api/rides 400 is gone
            /paths/~1api~1rides/get/responses/304 | {} | dangerous: response GET /api/rides 304 is new
            /paths/~1api~1rides/get/responses/200/headers/Link | | breaking: header Link of GET /api/rides 200 is gone
            /paths/~1api~1rides/get/responses/200/headers/ETag | {} | safe: header ETag of GET /api/rides 200 is new
            /paths/~1api~1rides/get/responses/200/headers/Link/schema/type | 'integer' | breaking: header Link of GET /api/rides 200 is integer, was string
            /paths/~1api~1rides/get/responses/200/content/application~1json | | breaking: application/json of GET /api/rides 200 is gone
            /paths/~1api~1rides/get/responses/200/content/text~1csv | {} | safe: text/csv of GET /api/rides 200 is new
            /paths/~1api~1rides/get/responses/200/content/application~1json/schema/type | 'object' | breaking: application/json of GET /api/rides 200 is object, was array
            /components/responses/problem/content/application~1problem+json/schema/properties/title | | breaking: property GET /api/rides 400.title is gone
            /components/schemas/Ride/properties/id | | breaking: property Ride.id is gone
            /components/schemas/Status/enum/0 | | breaking: enum value Status.NEAR is gone
            /components/schemas/How/enum/0 | | breaking: enum value How.FOOT is gone
            /components/schemas/How/enum | ['FOOT', 'CAR', 'BIKE'] | safe: enum value How.BIKE is new
            /components/schemas/Status/enum | ['NEAR', 'DONE', 'LOST'] | dangerous: enum value Status.LOST is new
            /paths/~1api~1collect/post/requestBody | | breaking: body of POST /api/collect is gone
            /paths/~1api~1stop/post/requestBody | {required: true} | breaking: body of POST /api/stop is new, and required
            /paths/~1api~1stop/post/requestBody | {} | safe: body of POST /api/stop is new
            /paths/~1api~1collect/post/requestBody/required | false | safe: body of POST /api/collect is no longer required
            /paths/~1api~1collect/post/requestBody/content/application~1json/schema/properties/when | | breaking: property POST /api/collect.when is gone
            /paths/~1api~1collect/post/requestBody/content/application~1json/schema/properties/why | {} | safe: property POST /api/collect.why is new
            /paths/~1api~1collect/post/requestBody/content/application~1json/schema/required | ['id', 'when'] | breaking: property POST /api/collect.when is required now
            """)
    void changeHasAnEffectForClients(String pointer, String value, String lines) throws JsonProcessingException {
        // Given
        JsonNode former = Edited.read(FORMER);

        // When
        JsonNode present = Edited.with(former, pointer, value);

        // Then
        assertThat(String.join(", ", Edited.lines(OpenApiChanges.between(former, present))))
                .isEqualTo(lines == null ? "" : lines);
    }
}
