package io.howdah.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides which settings are secret, and hides secrets in values for people and logs. */
public final class Secrets {

    /** Replaces a secret value. */
    static final String HIDDEN = "(hidden)";

    /** A name with one of these as its last word is secret, also if it is not a setting of Howdah. */
    private static final Set<String> LAST_WORDS =
            Set.of("password", "passwd", "passphrase", "pwd", "secret", "token", "credential", "credentials", "apikey");

    /** A name that ends with one of these words and "key" is secret. */
    private static final Pattern KEYS = Pattern.compile(
            "(^|.* )(api|access|account|auth|client|encryption|license|private|secret|shared|signing) ?keys?");

    /** A name that contains one of these words is secret, unless its last word is one of {@link #REFERENCES}. */
    private static final Pattern INSIDE = Pattern.compile("(^|.* )(password|secret|credentials?|jaas)( .*|$)");

    private static final Set<String> REFERENCES =
            Set.of("file", "path", "location", "class", "url", "timeout", "ttl", "ms");

    private static final Pattern CAMEL_CASE = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern USER_INFO = Pattern.compile("(?s)([a-zA-Z][a-zA-Z0-9+.-]*://)(.*)@");
    private static final Pattern PARAMETER = Pattern.compile("([?&;])([^=&;?#/]+)=([^&;#]*)");

    private Secrets() {}

    /** Returns whether a setting with this key is secret, whatever its value. */
    public static boolean isSecret(String key) {
        return isSecretName(key)
                || (key.startsWith(KafkaClientProperties.PREFIX)
                        && KafkaClientProperties.isPassword(key.substring(KafkaClientProperties.PREFIX.length())));
    }

    /** Returns whether routes must not see a setting, because it is secret or its value contains a secret. */
    static boolean holdsSecret(String key, String value) {
        return !shown(key, value).equals(value);
    }

    /** Returns a value for people: with a secret, or the credentials of an address, hidden. */
    public static String shown(String key, String value) {
        if (value.isEmpty()) {
            return value;
        }
        return isSecret(key) ? HIDDEN : withoutCredentials(value);
    }

    /** Hides credentials. All up to the last {@code @} counts as user info, because a password may be unencoded. */
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
                || (INSIDE.matcher(text).matches() && !REFERENCES.contains(last));
    }
}
