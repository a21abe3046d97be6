package io.howdah.dev.web;

import io.howdah.config.HttpSettings;
import java.util.Set;

/** Where this machine itself finds what listens on an address of it. */
final class LocalHost {

    private static final Set<String> ANY = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0", "[::]");

    private LocalHost() {}

    /** Return the host to connect to: what listens on any address is not found under that. */
    static String of(HttpSettings settings) {
        String host = settings.host();
        return ANY.contains(host) ? "127.0.0.1" : host;
    }

    /** Return it as it stands in a URL. */
    static String inUrl(HttpSettings settings) {
        String host = of(settings);
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
