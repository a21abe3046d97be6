package io.howdah.dev.web;

import io.howdah.config.HttpSettings;
import java.util.Set;

/** Address at which a process reaches its own ports. */
final class LocalHost {

    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0", "[::]");

    private LocalHost() {}

    /** Returns the host to connect to; a wildcard address becomes {@code 127.0.0.1}. */
    static String of(HttpSettings settings) {
        String host = settings.host();
        return ANY.contains(host) ? "127.0.0.1" : host;
    }

    /** Returns the host as part of a URL, an IPv6 address in brackets. */
    static String inUrl(HttpSettings settings) {
        String host = of(settings);
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
