package io.howdah.runtime.check;

import io.howdah.runtime.source.SourceLocation;

/**
 * Checks that transforms turn golden inputs into their expected files, and that these fit the SDL. Runs only if there are no
 * errors.
 */
final class GoldenRunCheck implements Check {

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public void check(Declared declared, Findings findings) {
        if (!findings.hasErrors()) {
            declared.surroundings()
                    .goldenFailures()
                    .forEach((input, problem) ->
                            findings.add(Code.GOLDEN_FAILS, SourceLocation.startOf(input.toString()), problem));
        }
    }
}
