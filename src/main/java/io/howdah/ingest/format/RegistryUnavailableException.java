package io.howdah.ingest.format;

import java.net.SocketException;

/**
 * Failure of the schema registry to return a schema. The record waits until the registry does.
 *
 * <p>This is a {@link SocketException} because the error classification counts those as infrastructure errors. A plain
 * IOException, such as an unexpected end of the response, would count as a record error.
 */
public final class RegistryUnavailableException extends SocketException {

    private static final long serialVersionUID = 1L;

    RegistryUnavailableException(String message) {
        super(message);
    }
}
