package io.howdah.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which settings are secret, and how a value is shown where people or logs see it. The one place that knows. */
public final class Secrets {

    /** In place of a value that is secret. */
    static final String HIDDEN = "(hidden)";

    /** Names that end so are secret, whoever's they are. */
    private static final Set<String> LAST_WORDS =
            Set.of("password", "passwd", "passphrase", "pwd", "secret", "token", "credential", "credentials", "apikey");

    /** Names that end so, of a key or two of such words. */
    private static final Pattern KEYS = Pattern.compile(
            "(^|.* )(api|access|account|auth|client|encryption|license|private|secret|shared|signing) ?keys?");

    /** Names that have such a word anywhere are, unless they end with what leads to it. */
    private static final Pattern INSIDE = Pattern.compile("(^|.* )(password|secret|credentials?|jaas)( .*|$)");

    private static final Set<String> LEADS = Set.of("file", "path", "location", "class", "url", "timeout", "ttl", "ms");

    private static final Pattern CAMEL_CASE = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern USER_INFO = Pattern.compile("(?s)([a-zA-Z][a-zA-Z0-9+.-]*://)(.*)@");
    private static final Pattern PARAMETER = Pattern.compile("([?&;])([^=&;?#/]+)=([^&;#]*)");

    private Secrets() {}

    /** Return whether a setting of this name holds a secret, whatever its value is. */
    public static boolean isSecret(String key) {
        return isSecretName(key)
                || (key.startsWith(KafkaClientProperties.PREFIX)
                        && KafkaClientProperties.isPassword(key.substring(KafkaClientProperties.PREFIX.length())));
    }

    /** Return whether a setting must not get to where routes could show it: its name, or its value, holds a secret. */
    static boolean holdsSecret(String key, String value) {
        return !shown(key, value).equals(value);
    }

    /** Return the value as people may see it: a secret hidden, and of an address its credentials. */
    public static String shown(String key, String value) {
        if (value.isEmpty()) {
            return value;
        }
        return isSecret(key) ? HIDDEN : withoutCredentials(value);
    }

    /** Everything up to the last {@code @} may be of the password, where that was not encoded as it should be. */
    private static String withoutCredentials(String value) {
        Matcher info = USER_INFO.matcher(value);
        String address = value;
        if (info.find()) {
            String[] user = info.group(2).split(":", 2);
            address = value.substring(0, info.end(1))
                    + (user.length == 2 ? user[0] + ":" : "")
                    + HIDDEN
                    + value.substring(info.end() - 1);
        }
        return address.contains("://") ? PARAMETER.matcher(address).replaceAll(Secrets::parameter) : address;
    }

    private static String parameter(MatchResult parameter) {
        String name = parameter.group(2);
        boolean secret = isSecretName(name) || name.equalsIgnoreCase("authMechanismProperties");
        return Matcher.quoteReplacement(secret ? parameter.group(1) + name + "=" + HIDDEN : parameter.group());
    }

    private static boolean isSecretName(String name) {
        List<String> words = List.of(CAMEL_CASE
                .matcher(name)
                .replaceAll(" ")
                .toLowerCase(Locale.ROOT)
                .split("[^a-z0-9]+"));
        String last = words.get(words.size() - 1);
        String text = String.join(" ", words);
        return LAST_WORDS.contains(last)
                || KEYS.matcher(text).matches()
                || (INSIDE.matcher(text).matches() && !LEADS.contains(last));
    }
}
