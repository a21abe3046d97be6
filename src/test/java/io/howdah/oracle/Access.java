package io.howdah.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Who may see a document.
 *
 * @param owners any of them grants access
 * @param tenants all of them must match
 * @param isForReaders whether those with the role {@code support} see all owners' documents
 * @param isPublic whether all clients do
 */
record Access(List<Rule> owners, List<Rule> tenants, boolean isForReaders, boolean isPublic) {

    /** A field that is compared with a claim. */
    record Rule(String field, String claim, boolean isList) {

        @Override
        public String toString() {
            return field + "=" + claim;
        }

        boolean holds(User user, State state) {
            JsonNode value = state.get(field);
            List<String> claimed = user.claim(claim);
            if (value.isArray()) {
                for (JsonNode each : value) {
                    if (claimed.contains(each.asText())) {
                        return true;
                    }
                }
                return false;
            }
            return !value.isNull() && claimed.contains(value.asText());
        }
    }

    boolean sees(User user, State state) {
        return tenants.stream().allMatch(rule -> rule.holds(user, state))
                && (seesAllOwners(user) || owners.stream().anyMatch(rule -> rule.holds(user, state)));
    }

    boolean seesAllOwners(User user) {
        return isPublic || (isForReaders && user.isSupport());
    }

    /** Whether it needs no field of the document. */
    boolean seesEverything(User user) {
        return tenants.isEmpty() && seesAllOwners(user);
    }

    @Override
    public String toString() {
        return (isPublic ? "public" : "owners " + owners)
                + (isForReaders ? " readers" : "")
                + (tenants.isEmpty() ? "" : " tenant");
    }
}
