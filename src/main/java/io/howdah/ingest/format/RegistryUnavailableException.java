package io.howdah.ingest.format;

import java.net.SocketException;

/**
 * Says that the schema registry did not give what it should, so that the record waits until it does. It is a {@link
 * SocketException} because the failure policy knows those as the outside's fault; an end of stream in the middle of an
 * answer, which is a plain IOException, would be the record's.
 */
public final class RegistryUnavailableException extends SocketException {

    private static final long serialVersionUID = 1L;

    RegistryUnavailableException(String message) {
        super(message);
    }
}
