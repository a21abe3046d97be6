package io.howdah;

import io.howdah.http.EdgeAudit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the log what the edge refuses. */
final class LoggedRefusals implements EdgeAudit {

    private static final Logger LOG = LoggerFactory.getLogger(LoggedRefusals.class);

    @Override
    public void originRefused(String origin, String address, String path) {
        LOG.atWarn()
                .addKeyValue("origin", origin)
                .addKeyValue("remote", address)
                .addKeyValue("path", path)
                .log("A page of another origin was refused");
    }

    @Override
    public void rateLimited(String subject, String address, String path) {
        LOG.atWarn()
                .addKeyValue("subject", subject)
                .addKeyValue("remote", address)
                .addKeyValue("path", path)
                .log("A client sends more requests than it may");
    }
}
