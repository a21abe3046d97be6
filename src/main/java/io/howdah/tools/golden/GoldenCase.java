package io.howdah.tools.golden;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A case: the files {@code <name>.*.json} of a folder {@code golden/<domain>/}.
 *
 * @param domain the folder's name
 * @param name the case's name
 * @param folder the folder
 * @param files the files of the folder by their names, those of other cases too
 */
record GoldenCase(String domain, String name, Path folder, Map<String, GoldenFile> files) {

    static final String INPUT = ".input.json";
    static final String RECORDS = ".records.json";
    static final String EXPECTED = ".expected.json";
    static final String ANSWERS = ".answers.json";

    /** The answers of all cases of a folder. */
    private static final String COMMON_ANSWERS = "answers.json";

    private static final List<String> SUFFIXES = List.of(INPUT, RECORDS, EXPECTED, ANSWERS);

    /** Return the names of a folder's cases, sorted: every JSON file belongs to one, but that of the common answers. */
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

    /** Return {@code domain/name}. */
    String title() {
        return domain + "/" + name;
    }

    /** Return where its file of that suffix is, or is to be. */
    Path file(String suffix) {
        return folder.resolve(name + suffix);
    }

    Optional<GoldenFile> expected() {
        return find(EXPECTED);
    }

    /** Return the files with answers, the case's own first. */
    List<GoldenFile> answers() {
        return Stream.of(find(ANSWERS), Optional.ofNullable(files.get(COMMON_ANSWERS)))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Return its records.
     *
     * @throws GoldenException if it has none, or they cannot be read
     */
    List<GoldenRecord> records() {
        Optional<GoldenFile> input = find(INPUT);
        Optional<GoldenFile> records = find(RECORDS);
        if (input.isPresent() && records.isPresent()) {
            throw new GoldenException(
                    input.get().place() + ": there is " + name + RECORDS + " too; delete one of them");
        }
        if (input.isPresent()) {
            return List.of(GoldenRecord.of(input.get().bytes()));
        }
        GoldenFile list = records.orElseThrow(() -> new GoldenException(folder.resolve(name) + ": has neither "
                + name.replaceFirst("\\.json$", "") + INPUT + ", a record's value, nor " + RECORDS
                + ", a list of records; write one, or correct the name"));
        return new RecordsFile(list.json(), file -> Optional.ofNullable(files.get(file))).records();
    }

    private Optional<GoldenFile> find(String suffix) {
        return Optional.ofNullable(files.get(name + suffix));
    }
}
