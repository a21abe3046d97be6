package io.howdah.http;

import io.howdah.text.Split;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the address of a client that may be behind trusted proxies. */
public final class ClientAddress {

    private static final String FORWARDED = "X-Forwarded-For";
    private static final String UNKNOWN = "unknown";
    private static final int IPV6_BYTES = 16;
    private static final int HOST_BYTES = 8;

    private final List<IpSubnetFilterRule> trusted;

    /** Creates one with the proxies' networks, as {@code address/bits}. */
    ClientAddress(List<String> networks) {
        this.trusted = networks.stream()
                .map(network -> Split.on('/', network))
                .map(parts ->
                        new IpSubnetFilterRule(parts.get(0), Integer.parseInt(parts.get(1)), IpFilterRuleType.ACCEPT))
                .toList();
    }

    /**
     * Returns the address of a request's client. If a trusted proxy sent the request, this is the last address in {@code
     * X-Forwarded-For} that is not a trusted proxy. Clients can forge the entries before it.
     */
    public String of(HttpServerRequest request) {
        String peer = of(request.remoteAddress());
        return request.headers().contains(FORWARDED)
                ? of(peer, String.join(",", request.headers().getAll(FORWARDED)))
                : peer;
    }

    /** Returns the client address for a connection from {@code peer} with the header value {@code forwarded}. */
    String of(String peer, String forwarded) {
        String address = peer;
        List<String> hops = Split.on(',', forwarded);
        for (int i = hops.size() - 1; i >= 0 && isTrusted(address); i--) {
            InetAddress hop = parse(hops.get(i).strip());
            if (hop == null) {
                break;
            }
            address = hop.getHostAddress();
        }
        return address;
    }

    /** Returns the address of a connection's peer. */
    static String of(@Nullable InetSocketAddress remote) {
        return remote == null || remote.getAddress() == null
                ? UNKNOWN
                : remote.getAddress().getHostAddress();
    }

    private static String of(SocketAddress remote) {
        return remote == null || remote.hostAddress() == null ? UNKNOWN : remote.hostAddress();
    }

    /** Returns whether an address is a loopback address. */
    public static boolean isLoopback(String address) {
        InetAddress parsed = parse(address);
        return parsed != null && parsed.isLoopbackAddress();
    }

    /** Returns whether an address belongs to a trusted proxy. */
    boolean isTrusted(String address) {
        InetAddress parsed = parse(address);
        if (parsed == null) {
            return false;
        }
        InetSocketAddress socket = new InetSocketAddress(parsed, 0);
        return trusted.stream().anyMatch(network -> network.matches(socket));
    }

    /** Returns the network that one client has at least. For IPv6 this is a /64, in which the client can use any address. */
    public static String network(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length != IPV6_BYTES) {
            return address;
        }
        try {
            return InetAddress.getByAddress(Arrays.copyOf(Arrays.copyOf(bytes, HOST_BYTES), IPV6_BYTES))
                            .getHostAddress()
                    + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 16 bytes", e);
        }
    }

    /** Parses an address. A proxy may add the port, or brackets around an IPv6 address. Does not resolve names. */
    private static @Nullable InetAddress parse(String text) {
        String bare = text;
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) {
            bare = text.substring(1, bracket);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            bare = text.substring(0, text.indexOf(':'));
        }
        return NetUtil.createInetAddressFromIpAddressString(bare);
    }
}
