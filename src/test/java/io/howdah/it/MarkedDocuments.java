package io.howdah.it;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.howdah.testing.TestTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Random documents of models with different kinds of owners. Each version has a text that names who may see it. So does
 * each field that only some of these persons may read. A shown text therefore reveals whether it may be shown.
 */
final class MarkedDocuments {

    /** Its documents of each model. */
    static final int OF_EACH = 18;

    /** The group of those documents that each person always has, and sees. */
    static final String KEPT_GROUP = "g0";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AUDITOR = "auditor";
    private static final List<String> GROUPS = List.of(KEPT_GROUP, "g1", "g2");
    private static final List<String> TAGS = List.of("see:alice", "see:bob", "plain");

    /** The names in the fields of owners: existing persons, and names that look like theirs. */
    private static final List<String> NAMES =
            List.of("alice", "bob", "carol", "alice", "bob", "carol", "ALICE", "alice,bob", "", "sub");

    /** A caller. */
    enum Person {
        ALICE("", List.of("red", "blue"), "north"),
        BOB("", List.of("blue", "green"), "south"),
        CAROL(AUDITOR, List.of("red", "green"), "north"),
        NOBODY("", List.of(), "");

        private final String role;
        private final List<String> teams;
        private final String tenant;
        private final String token;

        Person(String role, List<String> teams, String tenant) {
            this.role = role;
            this.teams = teams;
            this.tenant = tenant;
            String as = subject() + (role.isEmpty() ? "" : ":" + role);
            this.token = subject().isEmpty()
                    ? TestTokens.of("")
                    : TestTokens.of(as, Map.of("team", teams, "tenant", List.of(tenant)));
        }

        String subject() {
            return name().equals("NOBODY") ? "" : name().toLowerCase(Locale.ROOT);
        }

        String authorization() {
            return "Bearer " + token;
        }

        boolean isAuditor() {
            return role.equals(AUDITOR);
        }
    }

    /** A model, by who sees its documents. */
    enum Kind {
        /** One owner. */
        NOTE("", "owner: ID! @owner"),
        /** Several fields of owners, and lists of them. */
        DEAL("", "buyer: ID @owner\n  seller: ID @owner\n  watchers: [ID!] @owner"),
        /** Owners by another claim, and a tenant. */
        PLAN("", "teams: [ID!] @owner(claim: \"team\")\n  tenant: ID! @tenant(claim: \"tenant\")"),
        /** A role in addition to the owner, and a tenant for both. */
        MATTER(
                " @readers(roles: [\"auditor\"])",
                "owner: ID @owner\n  tenant: ID! @filterable @tenant(claim: \"tenant\")"),
        /** Every client. */
        ITEM(" @public", "");

        private final String directive;
        private final String access;

        Kind(String directive, String access) {
            this.directive = directive;
            this.access = access;
        }

        String type() {
            return name().charAt(0) + singular().substring(1);
        }

        String singular() {
            return name().toLowerCase(Locale.ROOT);
        }

        String plural() {
            return singular() + "s";
        }

        String topicKey() {
            return plural() + ".topic";
        }

        private Kind next() {
            return values()[(ordinal() + 1) % values().length];
        }

        String sdl() {
            return """
                    type %1$s @readModel(collection: "%2$s", key: "id", version: "sequence")%3$s {
                      id: ID! @filterable
                      sequence: Long!
                      mark: String! @filterable @sortable
                      secret: String @filterable @sortable @readers(roles: ["auditor"])
                      group: String @filterable @sortable
                      number: Int @filterable @sortable
                      tags: [String!] @filterable
                      ref: ID @stored
                      one: %4$s @relation(model: "%4$s", from: "ref", to: "id")
                      many: [%4$s!] @relation(model: "%4$s", from: "group", to: "group")
                      hidden: %4$s @relation(model: "%4$s", from: "ref", to: "id") @readers(roles: ["auditor"])
                      secretly: [%4$s!] @relation(model: "%4$s", from: "secret", to: "secret")
                      %5$s
                    }
                    """.formatted(type(), plural(), directive, next().type(), access);
        }

        /** Of a frontend of its own. */
        String viewSdl() {
            return """
                    type %1$sCard @view(of: "%1$s") {
                      id: ID!
                      sequence: Long!
                      mark: String
                      secret: String
                      group: String
                      number: Int
                      one: %2$sCard
                      many: [%2$sCard!]
                      hidden: %2$sCard
                      secretly: [%2$sCard!]
                    }
                    """.formatted(type(), next().type());
        }

        String routes() {
            return """
                    - templatedRoute:
                        routeTemplateRef: ingest
                        routeId: %2$s-ingest
                        parameters:
                          - name: topic
                            value: "{{%2$s.topic}}"
                          - name: model
                            value: %1$s
                    - templatedRoute:
                        routeTemplateRef: notify
                        routeId: %2$s-notify
                        parameters:
                          - name: model
                            value: %1$s
                          - name: channel
                            value: %2$s
                    """.formatted(type(), plural());
        }
    }

    /** A version of a document; a deleted one has the fields of the last before it. */
    record Version(Kind kind, String key, long sequence, boolean deleted, Map<String, Object> fields) {

        /** The rules of the SDL, repeated here. */
        boolean isFor(Person person) {
            String subject = person.subject();
            boolean someone = !subject.isEmpty();
            boolean inTenant = someone && person.tenant.equals(fields.get("tenant"));
            return switch (kind) {
                case NOTE -> someone && subject.equals(fields.get("owner"));
                case DEAL ->
                    someone
                            && (subject.equals(fields.get("buyer"))
                                    || subject.equals(fields.get("seller"))
                                    || list("watchers").contains(subject));
                case PLAN -> inTenant && list("teams").stream().anyMatch(person.teams::contains);
                case MATTER -> inTenant && (person.isAuditor() || subject.equals(fields.get("owner")));
                case ITEM -> true;
            };
        }

        private List<?> list(String field) {
            return fields.get(field) instanceof List<?> list ? list : List.of();
        }

        Object field(String name) {
            return name.equals("id") ? key : fields.get(name);
        }

        String json() {
            Map<String, Object> all = new LinkedHashMap<>(fields);
            all.put("id", key);
            all.put("sequence", sequence);
            try {
                return JSON.writeValueAsString(all);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Random random;
    private final Map<Kind, Map<String, Version>> present = new EnumMap<>(Kind.class);
    private final Map<Person, Set<String>> everShown = new EnumMap<>(Person.class);

    MarkedDocuments(Random random) {
        this.random = random;
        for (Kind kind : Kind.values()) {
            present.put(kind, new TreeMap<>());
        }
        for (Person person : Person.values()) {
            everShown.put(person, ConcurrentHashMap.newKeySet());
        }
    }

    /** New versions of many documents of a model, and of those that each person always has. */
    List<Version> change(Kind kind, int percent) {
        List<Version> changed = new ArrayList<>();
        for (int index = 0; index < OF_EACH; index++) {
            boolean kept = index < Person.values().length;
            if (kept || random.nextInt(100) < percent) {
                Version before = present.get(kind).get(key(kind, index));
                changed.add(kept ? kept(kind, Person.values()[index], index) : next(kind, before, index));
            }
        }
        changed.forEach(version -> {
            present.get(kind).put(version.key(), version);
            for (Person person : Person.values()) {
                if (version.isFor(person)) {
                    everShown.get(person).add(version.key());
                }
            }
        });
        return changed;
    }

    private static String key(Kind kind, int index) {
        return "k-" + kind.singular() + "-" + (100 + index) + "z";
    }

    private long sequence(String key, Kind kind) {
        Version before = present.get(kind).get(key);
        return before == null ? 1 : before.sequence() + 1;
    }

    private Version kept(Kind kind, Person person, int index) {
        String subject = person.subject().isEmpty() ? "somebody else" : person.subject();
        Map<String, Object> fields = common(kind);
        fields.put("group", KEPT_GROUP);
        switch (kind) {
            case NOTE -> fields.put("owner", subject);
            case DEAL -> fields.put(random.nextBoolean() ? "buyer" : "seller", subject);
            case PLAN, MATTER -> {
                fields.put(kind == Kind.PLAN ? "teams" : "owner", kind == Kind.PLAN ? person.teams : subject);
                fields.put("tenant", person.tenant.isEmpty() ? "west" : person.tenant);
            }
            case ITEM -> {}
        }
        return marked(kind, key(kind, index), false, fields);
    }

    private Version next(Kind kind, Version before, int index) {
        String key = key(kind, index);
        if (before != null && !before.deleted() && random.nextInt(100) < 15) {
            return new Version(kind, key, sequence(key, kind), true, before.fields());
        }
        Map<String, Object> fields = common(kind);
        switch (kind) {
            case NOTE -> fields.put("owner", name());
            case DEAL -> {
                fields.put("buyer", random.nextBoolean() ? name() : null);
                fields.put("seller", random.nextInt(3) == 0 ? name() : null);
                fields.put("watchers", names());
            }
            case PLAN -> {
                fields.put("teams", some(List.of("red", "blue", "green", "RED", "alice", "")));
                fields.put("tenant", tenant());
            }
            case MATTER -> {
                fields.put("owner", random.nextInt(4) > 0 ? name() : null);
                fields.put("tenant", tenant());
            }
            case ITEM -> {}
        }
        return marked(kind, key, false, fields);
    }

    private Map<String, Object> common(Kind kind) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("group", random.nextInt(5) == 0 ? null : GROUPS.get(random.nextInt(GROUPS.size())));
        fields.put("number", random.nextInt(5) == 0 ? null : random.nextInt(6));
        fields.put("tags", random.nextInt(5) == 0 ? null : some(TAGS));
        fields.put("ref", random.nextInt(5) == 0 ? null : key(kind.next(), random.nextInt(OF_EACH)));
        return fields;
    }

    private Version marked(Kind kind, String key, boolean deleted, Map<String, Object> fields) {
        Version version = new Version(kind, key, sequence(key, kind), deleted, fields);
        fields.put("mark", mark(version, person -> true));
        fields.put("secret", mark(version, Person::isAuditor));
        return version;
    }

    private String mark(Version version, Predicate<Person> mayRead) {
        return Stream.of(Person.values())
                        .filter(version::isFor)
                        .filter(mayRead)
                        .map(Person::name)
                        .collect(Collectors.joining(",", "see:", ":end "))
                + random.nextInt(4);
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    private List<String> names() {
        return random.nextInt(3) == 0 ? null : some(NAMES);
    }

    private String tenant() {
        return List.of("north", "south", "north", "south", "NORTH", "", "west").get(random.nextInt(7));
    }

    private List<String> some(List<String> of) {
        return of.stream()
                .filter(each -> random.nextInt(of.size()) < 2)
                .distinct()
                .toList();
    }

    /** All existing documents of a model, in the order of their keys, including those that a person may not see. */
    List<Version> all(Kind kind) {
        return List.copyOf(present.get(kind).values());
    }

    /** The documents of a model that a person may see now, in the order of their keys. */
    List<Version> shown(Kind kind, Person person) {
        return present.get(kind).values().stream()
                .filter(version -> !version.deleted() && version.isFor(person))
                .toList();
    }

    /** Whether a person could ever see a version of this document. */
    boolean wasEverShown(String key, Person person) {
        return everShown.get(person).contains(key);
    }

    /** Whether a mark, without what is around the names, names a person. */
    static boolean names(String mark, Person person) {
        return Arrays.asList(mark.split(",")).contains(person.name());
    }
}
