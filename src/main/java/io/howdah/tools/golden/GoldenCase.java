package io.howdah.tools.golden;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A test case: the files {@code <name>.*.json} of a folder {@code golden/<domain>/}.
 *
 * @param domain the folder's name
 * @param name the case's name
 * @param folder the folder
 * @param files all files of the folder by name, including those of other cases
 */
record GoldenCase(String domain, String name, Path folder, Map<String, GoldenFile> files) {

    static final String INPUT = ".input.json";
    static final String RECORDS = ".records.json";
    static final String EXPECTED = ".expected.json";
    static final String ANSWERS = ".answers.json";

    /** File of answers for all cases of a folder. */
    private static final String COMMON_ANSWERS = "answers.json";

    private static final List<String> SUFFIXES = List.of(INPUT, RECORDS, EXPECTED, ANSWERS);

    /** Returns the names of a folder's cases, sorted. Every JSON file belongs to a case, except the common answers. */
    static Set<String> names(Set<String> files) {
        Set<String> names = new TreeSet<>();
        for (String file : files) {
            Optional<String> suffix = SUFFIXES.stream().filter(file::endsWith).findFirst();
            if (suffix.isPresent()) {
                names.add(file.substring(0, file.length() - suffix.get().length()));
            } else if (file.endsWith(".json") && !file.equals(COMMON_ANSWERS)) {
                names.add(file);
            }
        }
        return names;
    }

    /** Returns {@code domain/name}. */
    String title() {
        return domain + "/" + name;
    }

    /** Returns the path of the case's file with a suffix; the file need not exist. */
    Path file(String suffix) {
        return folder.resolve(name + suffix);
    }

    Optional<GoldenFile> expected() {
        return find(EXPECTED);
    }

    /** Returns the files with answers, the case's own first. */
    List<GoldenFile> answers() {
        return Stream.of(find(ANSWERS), Optional.ofNullable(files.get(COMMON_ANSWERS)))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Returns the records of the case.
     *
     * @throws GoldenException if there are none, or they cannot be read
     */
    List<GoldenRecord> records() {
        Optional<GoldenFile> input = find(INPUT);
        Optional<GoldenFile> records = find(RECORDS);
        if (input.isPresent() && records.isPresent()) {
            throw new GoldenException(input.get().path() + ": " + name + RECORDS + " exists too; delete one of them");
        }
        if (input.isPresent()) {
            return List.of(GoldenRecord.of(input.get().bytes()));
        }
        GoldenFile list = records.orElseThrow(() -> new GoldenException(folder.resolve(name) + ": has neither "
                + name.replaceFirst("\\.json$", "") + INPUT + ", a record's value, nor " + RECORDS
                + ", a list of records; write one, or correct the file's name"));
        return new RecordsFile(list.json(), file -> Optional.ofNullable(files.get(file))).records();
    }

    private Optional<GoldenFile> find(String suffix) {
        return Optional.ofNullable(files.get(name + suffix));
    }
}
