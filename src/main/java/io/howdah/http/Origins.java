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

/** Checks whether a request comes from a page of an allowed origin, by the headers that browsers set. */
public final class Origins {

    private Origins() {}

    /** Returns whether a request names an origin other than this host. Requests without a browser's headers name none. */
    public static boolean isCrossSite(HttpServerRequest request) {
        List<String> said = request.headers().getAll(HttpHeaders.ORIGIN);
        return !said.isEmpty() && !(said.size() == 1 && isSame(request, Origin.parse(said.get(0))));
    }

    /**
     * Returns whether a request on a loopback address has a host name other than localhost. The owner of the name can
     * resolve it to this machine (DNS rebinding), which makes any page same-origin.
     */
    public static boolean isRebound(HttpServerRequest request) {
        SocketAddress local = request.localAddress();
        boolean loopback =
                local != null && local.hostAddress() != null && ClientAddress.isLoopback(local.hostAddress());
        return loopback && isNamed(request);
    }

    /**
     * Returns whether the host of a request is a name other than localhost. The owner of the name can resolve it to any
     * address, so a page of that name is same-origin on every address of this process.
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
        // A clear-text server may be behind a proxy that uses TLS.
        boolean scheme = origin.scheme().equals("https") || (origin.scheme().equals("http") && !request.isSSL());
        int port = host.port() > 0 ? host.port() : Origin.defaultPort(origin.scheme());
        return scheme
                && origin.port() == port
                && origin.host().equals(host.host().toLowerCase(Locale.ROOT));
    }
}
