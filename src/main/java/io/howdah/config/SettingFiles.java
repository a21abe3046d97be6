package io.howdah.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of settings: those of Howdah, then those of the application folders. Of each, the file of all profiles comes first,
 * then those of the active profiles.
 */
final class SettingFiles {

    static final String DEFAULTS = "application.properties";

    /** Profiles that have a file in Howdah itself. */
    private static final Set<String> OWN_PROFILES = Set.of("dev");

    private static final Pattern OF_PROFILE = Pattern.compile("application-(.+)\\.properties");
    private static final Pattern OF_ENVIRONMENT = Pattern.compile("(.+)\\.properties");

    private final List<Path> folders;
    private final SettingReceiver receiver;

    private SettingFiles(List<Path> folders, SettingReceiver receiver) {
        this.folders = folders;
        this.receiver = receiver;
    }

    /** Reads only the defaults. */
    static void readDefaults(SettingReceiver receiver) {
        new SettingFiles(List.of(), receiver).resource(DEFAULTS, Setting.Kind.DEFAULT);
    }

    /**
     * Reads all files.
     *
     * @param profiles the profiles of the command, such as dev
     * @param named the profile that the user selected, empty for none; its {@code environments/<named>.properties} is read too
     * @throws SettingException if a file cannot be read, or the named profile has no file
     */
    static void read(List<String> profiles, List<Path> folders, String named, SettingReceiver receiver) {
        SettingFiles files = new SettingFiles(folders, receiver);
        List<String> all = new ArrayList<>(profiles);
        if (!named.isEmpty()) {
            files.requireProfile(named);
            all.add(named);
        }
        files.resource(DEFAULTS, Setting.Kind.DEFAULT);
        all.forEach(profile -> files.resource(fileOf(profile), Setting.Kind.PROFILE));
        files.inFolders(DEFAULTS, Setting.Kind.FOLDER);
        all.forEach(profile -> files.inFolders(fileOf(profile), Setting.Kind.PROFILE));
        if (!named.isEmpty()) {
            files.inFolders("environments/" + named + ".properties", Setting.Kind.PROFILE);
        }
    }

    private static String fileOf(String profile) {
        return "application-" + profile + ".properties";
    }

    /** Refuses an unknown profile: a misspelt name would silently skip its files. */
    private void requireProfile(String name) {
        Set<String> known = new TreeSet<>(OWN_PROFILES);
        for (Path folder : folders) {
            known.addAll(names(folder, OF_PROFILE));
            known.addAll(names(folder.resolve("environments"), OF_ENVIRONMENT));
        }
        if (!known.contains(name)) {
            throw new SettingException(
                    "--profile",
                    name,
                    "is not a profile of the application; its profiles are "
                            + String.join(", ", known)
                            + "; correct the name (--profile, --environment or HOWDAH_ENVIRONMENT),"
                            + " or add environments/<name>.properties");
        }
    }

    private static List<String> names(Path folder, Pattern form) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> form.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .toList();
        } catch (IOException e) {
            throw new SettingException(folder + " cannot be read (" + e + "); must be a readable folder");
        }
    }

    private void resource(String name, Setting.Kind kind) {
        ClassLoader loader = Objects.requireNonNull(SettingFiles.class.getClassLoader());
        try (InputStream in = loader.getResourceAsStream(name)) {
            read(in, name, kind);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingException(name + " cannot be read: " + e.getMessage());
        }
    }

    private void inFolders(String name, Setting.Kind kind) {
        folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::exists)
                .forEach(file -> file(file, kind));
    }

    private void file(Path file, Setting.Kind kind) {
        try (InputStream in = Files.newInputStream(file)) {
            read(in, file.toString(), kind);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingException(
                    file + " cannot be read (" + e + "); must be a readable file of key=value lines in UTF-8");
        }
    }

    private void read(@Nullable InputStream in, String source, Setting.Kind kind) throws IOException {
        if (in == null) {
            return;
        }
        Properties properties = new Properties();
        try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        properties
                .stringPropertyNames()
                .forEach(key -> receiver.receive(key, properties.getProperty(key), source, kind));
    }
}
