package io.howdah.runtime.check;

import io.howdah.runtime.source.SourceLocation;

/** Whether what transforms make of golden inputs is what is expected, which has to fit the SDL. Asked of an application without errors. */
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
