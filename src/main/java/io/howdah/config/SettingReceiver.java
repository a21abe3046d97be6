package io.howdah.config;

/** Receives the settings of all sources, in order; later ones override earlier ones. */
interface SettingReceiver {
    void receive(String key, String value, String source, Setting.Kind kind);
}
