package io.howdah.chaos.faults;

import com.mongodb.ServerAddress;
import io.howdah.chaos.faults.TcpProxy.Direction;
import io.howdah.chaos.faults.TcpProxy.Tap;
import io.howdah.chaos.faults.TcpProxy.Verdict;
import io.howdah.dev.mongo.EmbeddedMongo;
import io.howdah.testing.TestCertificate;
import io.howdah.testing.TlsProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.bson.Document;
import org.bson.types.ObjectId;

/**
 * Looks to clients like a replica set of three: three addresses before one embedded server, each of which reports itself as the
 * primary or a secondary. A member can stop as by SIGSTOP, and another one can be elected. Since all have the same data, what was
 * acknowledged is never rolled back.
 */
public final class ReplicaSet implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int MEMBERS = 3;

    private final EmbeddedMongo server;
    private final List<TcpProxy> members = new ArrayList<>();
    private final List<TlsProxy> fronts = new ArrayList<>();
    private volatile int primary;
    private volatile int elections = 1;

    private ReplicaSet(EmbeddedMongo server) {
        this.server = server;
    }

    /** Starts the set; its first member is the primary. */
    public static ReplicaSet start() throws IOException {
        ReplicaSet set = new ReplicaSet(EmbeddedMongo.start(HOST, 0));
        for (int i = 0; i < MEMBERS; i++) {
            TcpProxy member =
                    TcpProxy.start(WireProtocol.MONGO, HOST, 0, new InetSocketAddress(HOST, set.server.port()));
            set.members.add(member);
            member.tap(set.new Member(i, command -> false, new CountDownLatch(0)));
        }
        return set;
    }

    /** Starts a set that is reached by TLS alone. */
    public static ReplicaSet start(TestCertificate certificate) throws IOException, GeneralSecurityException {
        ReplicaSet set = start();
        for (TcpProxy member : set.members) {
            set.fronts.add(TlsProxy.start(certificate, false, HOST, member.port()));
        }
        return set;
    }

    /** The connection string of clients that look for a new primary as often as they may, since its members do not announce it. */
    public String uri() {
        return "mongodb://" + String.join(",", hosts()) + "/?replicaSet=howdah&heartbeatFrequencyMS=500&tls="
                + !fronts.isEmpty();
    }

    /** Returns the address of a member by its index. */
    public ServerAddress address(int index) {
        return new ServerAddress(hosts().get(index));
    }

    /** Stops the primary at its next command that this matches, such as {@code update rides}; the latch tells when. */
    public CountDownLatch freezeAt(Predicate<String> command) {
        CountDownLatch met = new CountDownLatch(1);
        members.get(primary).tap(new Member(primary, command, met));
        return met;
    }

    /** Stops the primary now. */
    public void freeze() {
        members.get(primary).freeze();
    }

    /** Lets all members go on; a former primary answers what has waited. */
    public void thaw() {
        members.forEach(TcpProxy::thaw);
    }

    /** Makes the next member the primary. */
    public void elect() {
        elections++;
        primary = (primary + 1) % MEMBERS;
    }

    @Override
    public void close() throws IOException {
        for (TlsProxy front : fronts) {
            front.close();
        }
        for (TcpProxy member : members) {
            member.close();
        }
        server.close();
    }

    private List<String> hosts() {
        return (fronts.isEmpty()
                        ? members.stream().map(TcpProxy::port)
                        : fronts.stream().map(TlsProxy::port))
                .map(port -> HOST + ":" + port)
                .toList();
    }

    private final class Member implements Tap {

        private final int index;
        private final Predicate<String> last;
        private final CountDownLatch met;

        private Member(int index, Predicate<String> last, CountDownLatch met) {
            this.index = index;
            this.last = last;
            this.met = met;
        }

        @Override
        public Verdict see(Direction direction, String command) {
            if (direction == Direction.TO_SERVER && met.getCount() > 0 && last.test(command)) {
                members.get(index).freeze();
                met.countDown();
            }
            return Verdict.PASS;
        }

        @Override
        public ByteBuffer rewrite(Direction direction, ByteBuffer frame) {
            return direction == Direction.TO_CLIENT ? WireProtocol.rewrite(frame, this::introduce) : frame;
        }

        /** Says who this member is, in the answer to a handshake or heartbeat. */
        private Document introduce(Document answer) {
            if (!answer.containsKey("setName")) {
                return answer;
            }
            boolean isPrimary = index == primary;
            List<String> hosts = hosts();
            answer.replace("ismaster", isPrimary);
            answer.replace("isWritablePrimary", isPrimary);
            answer.append("secondary", !isPrimary)
                    .append("hosts", hosts)
                    .append("me", hosts.get(index))
                    .append("primary", hosts.get(primary));
            if (isPrimary) {
                answer.append("electionId", new ObjectId(String.format("7fffffff%016x", elections)));
            }
            return answer;
        }
    }
}
