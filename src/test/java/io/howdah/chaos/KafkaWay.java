package io.howdah.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a process is led to Kafka by way of a proxy: brokers tell clients their own address, so what changes is what its name means,
 * by a hosts file of the process.
 *
 * @param proxy the proxy, or null where the process goes there directly
 * @param jvmOptions what its JVM gets
 */
record KafkaWay(TcpProxy proxy, List<String> jvmOptions) {

    /** Leads there by a loopback address that no other process of the test has. */
    static KafkaWay lead(Services services, String address, Path hostsFile) throws IOException {
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
        return new KafkaWay(proxy, List.of("-Djdk.net.hosts.file=" + Instance.write(hostsFile, hosts)));
    }
}
