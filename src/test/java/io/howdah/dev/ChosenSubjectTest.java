package io.howdah.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.security.Principal;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChosenSubjectTest {

    @Test
    void rolesFollowTheLastColon() {
        assertThat(ChosenSubject.principal("alice")).isEqualTo(Principal.of("alice"));
        assertThat(ChosenSubject.principal("alice:support"))
                .isEqualTo(Principal.of("alice").in(Set.of("support")));
        assertThat(ChosenSubject.principal("urn:alice:support, driver,"))
                .isEqualTo(Principal.of("urn:alice").in(Set.of("support", "driver")));
        assertThat(ChosenSubject.principal("urn:alice:")).isEqualTo(Principal.of("urn:alice"));
    }

    @Test
    void withoutASubjectTheyAreNobodyWhateverTheirRoles() {
        assertThat(ChosenSubject.principal("")).isEqualTo(Principal.NOBODY);
        assertThat(ChosenSubject.principal(" ")).isEqualTo(Principal.NOBODY);
        assertThat(ChosenSubject.principal(":support")).isEqualTo(Principal.NOBODY);
    }
}
