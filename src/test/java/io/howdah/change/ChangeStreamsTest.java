package io.howdah.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.howdah.observe.FailureState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the streams of a process tell health. */
class ChangeStreamsTest {

    private final ChangeStreams streams = new ChangeStreams();
    private final Follower follower = new Follower();

    @Test
    void routeIsUnfollowedUntilItHasBegun() {
        streams.add("a-notify", follower);
        assertThat(streams.unfollowed()).isEqualTo("the changes for a-notify are not followed, refused");

        follower.begun = true;
        assertThat(streams.unfollowed()).isEmpty();
    }

    @Test
    void threadThatEndsIsGoneUnlessItsRouteWasStopped() {
        streams.add("a-notify", follower);
        streams.ended("a-notify", follower);
        assertThat(streams.ended()).startsWith("The thread that follows the changes of a-notify ended at 2");

        // When the route starts again, and is stopped
        Follower next = new Follower();
        streams.add("a-notify", next);
        assertThat(streams.ended()).isEmpty();
        streams.remove("a-notify");
        streams.ended("a-notify", next);

        assertThat(streams.ended()).isEmpty();
    }

    private static final class Follower implements StreamFollower {
        private boolean begun;

        @Override
        public Optional<FailureState.Present> trouble() {
            FailureState trouble = new FailureState();
            trouble.failed("refused");
            return trouble.present();
        }

        @Override
        public boolean hasBegun() {
            return begun;
        }

        @Override
        public boolean isBehind() {
            return false;
        }

        @Override
        public int waiting() {
            return 0;
        }

        @Override
        public void stop() {}

        @Override
        public void run() {}
    }
}
