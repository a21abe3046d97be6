package io.howdah.chaos.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Redirects a process to Kafka through a proxy. Brokers announce their own addresses to clients, so a hosts file of the process
 * resolves their names to the proxy.
 *
 * @param proxy the proxy, or null if the process connects directly
 * @param jvmOptions options for its JVM
 */
public record KafkaRedirect(TcpProxy proxy, List<String> jvmOptions) {

    /** Redirects to a loopback address that no other process of the test has. */
    public static KafkaRedirect to(Services services, String address, Path hostsFile) throws IOException {
        InetSocketAddress broker = services.broker();
        TcpProxy proxy = null;
        Set<String> here = new LinkedHashSet<>(
                List.of("localhost", InetAddress.getLocalHost().getHostName()));
        String hosts = "";
        if (broker != null) {
            proxy = TcpProxy.start(WireProtocol.KAFKA, address, broker.getPort(), broker);
            // On one line only: a client that is refused at one address of a name tries the next, past the proxy.
            here.remove(broker.getHostString());
            hosts = address + " " + broker.getHostString() + "\n";
        }
        hosts += "127.0.0.1 " + String.join(" ", here) + "\n";
        return new KafkaRedirect(proxy, List.of("-Djdk.net.hosts.file=" + Instance.write(hostsFile, hosts)));
    }
}
