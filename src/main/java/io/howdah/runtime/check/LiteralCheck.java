package io.howdah.runtime.check;

import io.howdah.config.Secrets;
import io.howdah.runtime.source.Yaml;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** Checks that routes contain no literal hosts and secrets, and no URIs with queries. */
final class LiteralCheck implements Check {

    private static final Pattern URL = Pattern.compile("[a-zA-Z][\\w+.-]*://[^\\s{}/?#]+");

    /** Hosts with ports, such as a list of Kafka brokers. */
    private static final Pattern HOSTS =
            Pattern.compile("^([a-zA-Z][\\w-]*(\\.[\\w-]+)*|\\d{1,3}(\\.\\d{1,3}){3}):\\d{2,5}(,\\S+)?$");

    private static final Pattern WEB = Pattern.compile("^https?:(//)?[^{/]");
    private static final Pattern CREDENTIALS = Pattern.compile("://[^\\s{}/@]+:[^\\s{}/@]+@");
    private static final Pattern NO_SECRET = Pattern.compile("(?i)true|false|\\d+|#.*|");

    @Override
    public void check(Declared declared, Findings findings) {
        declared.endpoints().forEach(endpoint -> {
            checkUri(endpoint, findings);
            endpoint.options().forEach((name, value) -> checkValue(name, value, findings));
        });
        declared.uses().forEach(use -> use.values().forEach((name, value) -> checkValue(name, value, findings)));
    }

    private static void checkUri(Endpoint endpoint, Findings findings) {
        String uri = endpoint.uri();
        if (CREDENTIALS.matcher(uri).find()) {
            findings.add(Code.SECRET_LITERAL, endpoint.uriNode(), "the URI contains a user and a password");
        } else if (hasHost(endpoint)) {
            findings.add(Code.HOST_LITERAL, endpoint.uriNode(), "the URI contains a host");
        }
        if (uri.contains("?") && !endpoint.isDynamic()) {
            findings.add(Code.URI_QUERY, endpoint.uriNode(), "the URI has a query");
            for (String option : uri.substring(uri.indexOf('?') + 1).split("&", -1)) {
                String[] parts = option.split("=", 2);
                if (parts.length == 2) {
                    checkSecret(parts[0], parts[1], endpoint.uriNode(), findings);
                }
            }
        }
    }

    private static boolean hasHost(Endpoint endpoint) {
        String afterScheme = endpoint.uri().replaceFirst("^[^:]*:", "");
        return WEB.matcher(endpoint.uri()).find() || URL.matcher(afterScheme).find();
    }

    private static void checkValue(String name, Node node, Findings findings) {
        String value = Yaml.text(node);
        boolean host = URL.matcher(value).find() || HOSTS.matcher(value).matches();
        if (!checkSecret(name, value, node, findings) && host) {
            findings.add(Code.HOST_LITERAL, node, name + " contains a host");
        }
    }

    private static boolean checkSecret(String name, String value, Node node, Findings findings) {
        boolean literal = !value.contains("{{") && !NO_SECRET.matcher(value).matches();
        if (literal && Secrets.isSecret(name)) {
            findings.add(Code.SECRET_LITERAL, node, name + " contains a secret");
            return true;
        }
        return false;
    }
}
