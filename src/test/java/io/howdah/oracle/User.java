package io.howdah.oracle;

import io.howdah.testing.TestTokens;
import java.util.List;
import java.util.Map;

/**
 * Who subscribes.
 *
 * @param name the subject, empty for an anonymous client
 * @param claims further claims of the token
 */
record User(String name, boolean isSupport, Map<String, List<String>> claims) {

    static final List<String> NAMES = List.of("alice", "bob", "carol");
    static final List<String> TEAMS = List.of("red", "green", "blue");
    static final List<String> ORGS = List.of("north", "south");

    /** All users who may subscribe in a seed. */
    static List<User> all(Dice dice) {
        return List.of(
                some(dice, NAMES.get(0), false),
                some(dice, NAMES.get(1), false),
                some(dice, NAMES.get(2), dice.oneIn(3)),
                some(dice, "dora", true),
                new User("", false, Map.of()));
    }

    private static User some(Dice dice, String name, boolean support) {
        List<String> teams = dice.oneIn(3)
                ? List.of()
                : dice.oneIn(2) ? List.of(dice.of(TEAMS)) : TEAMS.subList(0, 1 + dice.below(TEAMS.size()));
        List<String> orgs = dice.oneIn(4) ? ORGS : List.of(dice.of(ORGS));
        return new User(name, support, Map.of("teams", teams, "org", orgs));
    }

    List<String> claim(String claim) {
        if (claim.equals("sub")) {
            return name.isEmpty() ? List.of() : List.of(name);
        }
        return claims.getOrDefault(claim, List.of());
    }

    String token() {
        return name.isEmpty() ? TestTokens.of("") : TestTokens.of(isSupport ? name + ":support" : name, claims);
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? "anonymous" : name) + (isSupport ? ":support" : "") + (claims.isEmpty() ? "" : claims);
    }
}
