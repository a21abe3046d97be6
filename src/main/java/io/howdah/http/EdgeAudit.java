package io.howdah.http;

/** Who is told of what the edge refuses, and a person may want to look into. */
public interface EdgeAudit {

    /**
     * A page of an origin that may not ask was refused.
     *
     * @param origin what the client says it is, cut to a sane length
     * @param address the client's
     * @param path what was asked for, without parameters
     */
    void originRefused(String origin, String address, String path);

    /**
     * A client sent more than it may; told once in a while for each, not for each request.
     *
     * @param subject who it is, empty for nobody
     * @param address the client's
     * @param path what was asked for, without parameters
     */
    void rateLimited(String subject, String address, String path);
}
