package io.howdah.runtime.check;

import io.howdah.runtime.source.DeclaredRoutes;

/** Checks that the classes of Java routes exist: Camel ignores those that it does not find. */
final class JavaRoutesCheck implements Check {

    @Override
    public void check(Declared declared, Findings findings) {
        if (declared.sources().hasJava()) {
            // The classes of java/ are not compiled yet; the start checks them.
            return;
        }
        for (String name : declared.javaRoutes().split(",", -1)) {
            if (!name.isBlank() && declared.classPath().find(name.strip()).isEmpty()) {
                findings.add(
                        Code.CLASS_MISSING,
                        SettingLocation.of(
                                DeclaredRoutes.JAVA_ROUTES, declared.sources().folders()),
                        "class " + name.strip() + " is not on the class path",
                        "correct its name in " + DeclaredRoutes.JAVA_ROUTES + ", or add its JAR");
            }
        }
    }
}
