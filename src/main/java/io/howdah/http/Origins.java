package io.howdah.http;

import io.howdah.config.Origin;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a request comes from a page that may ask: what is known of it is what its browser says. */
public final class Origins {

    private Origins() {}

    /** Return whether a request names an origin that is not this host's; what no browser sends names none. */
    public static boolean isCrossSite(HttpServerRequest request) {
        List<String> said = request.headers().getAll(HttpHeaders.ORIGIN);
        return !said.isEmpty() && !(said.size() == 1 && isSame(request, Origin.parse(said.get(0))));
    }

    /**
     * Return whether the host of a request on a loopback address is a name: one that its owner lets lead to this machine makes
     * any page same-origin.
     */
    public static boolean isRebound(HttpServerRequest request) {
        SocketAddress local = request.localAddress();
        boolean loopback =
                local != null && local.hostAddress() != null && ClientAddress.isLoopback(local.hostAddress());
        return loopback && isNamed(request);
    }

    /**
     * Return whether the host of a request is a name other than localhost. Its owner may let it lead to any address, so a page of that
     * name is same-origin on whatever address this process listens.
     */
    public static boolean isNamed(HttpServerRequest request) {
        HostAndPort host = request.authority();
        return host == null || !isAddress(host.host().toLowerCase(Locale.ROOT));
    }

    private static boolean isAddress(String host) {
        return host.equals("localhost")
                || NetUtil.isValidIpV4Address(host)
                || (host.startsWith("[") && Origin.isHost(host));
    }

    private static boolean isSame(HttpServerRequest request, Optional<Origin> said) {
        HostAndPort host = request.authority();
        if (said.isEmpty() || host == null) {
            return false;
        }
        Origin origin = said.get();
        // Who serves in clear text may stand behind a proxy that does not.
        boolean scheme = origin.scheme().equals("https") || (origin.scheme().equals("http") && !request.isSSL());
        int port = host.port() > 0 ? host.port() : Origin.defaultPort(origin.scheme());
        return scheme
                && origin.port() == port
                && origin.host().equals(host.host().toLowerCase(Locale.ROOT));
    }
}
